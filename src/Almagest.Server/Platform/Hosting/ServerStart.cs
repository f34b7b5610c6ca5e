using Microsoft.Extensions.Hosting;

namespace Almagest.Server.Platform.Hosting;

/// <summary>When background work may begin.</summary>
static class ServerStart
{
    /// <summary>Waits until the server answers: its listeners open sooner when nothing else works before.</summary>
    internal static async Task StartedAsync(this IHostApplicationLifetime lifetime, CancellationToken ct)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registered = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(ct);
    }
}
