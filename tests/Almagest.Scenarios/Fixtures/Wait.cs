namespace Almagest.Scenarios.Fixtures;

/// <summary>Waits for a condition; the limit only ends a test that would never end.</summary>
public static class Wait
{
    public static async Task UntilAsync(Func<Task<bool>> condition, Func<string>? state = null)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!await condition())
        {
            if (limit.IsCancellationRequested)
                throw new TimeoutException(state?.Invoke() ?? "what was waited for did not come within a minute");
            await Task.Delay(20, CancellationToken.None);
        }
    }

    public static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));
}
