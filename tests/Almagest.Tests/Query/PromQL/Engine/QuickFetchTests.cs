using Almagest.Model;
using Almagest.Query.PromQL.Engine;

namespace Almagest.Tests.Query.PromQL.Engine;

/// <summary>Which queries are answered on the thread of who asks though others wait for it, and that the answers are the same.</summary>
public sealed class QuickFetchTests
{
    const long Step = 15_000;

    static readonly PromQlEngine Engine = new(TimeProvider.System);

    public static TheoryData<string, int, int, bool> Cases => new()
    {
        { "requests_total", 1, 1, true },
        { "requests_total", 1, 240, true },
        { "requests_total", 1, 5_000, false },
        { "requests_total", 50, 1, true },
        { "requests_total", 50, 240, false },
        { "requests_total", 2_000, 1, false },
        { "count by (job) (requests_total)", 50, 1, true },
        { "rate(requests_total[5m])", 1, 240, true },
        { "rate(requests_total[2h]) + rate(requests_total[1h]) + rate(requests_total[30m])", 1, 240, false },
        { "max_over_time(requests_total[10m])", 50, 1, true },
        { "sum(requests_total{job=\"j1\"}) / sum(requests_total)", 7, 1, true },
        { "1 + 1", 0, 240, true },
        { string.Join(" + ", Enumerable.Repeat("1", 300)), 0, 240, false },
        { string.Join(" + ", Enumerable.Repeat("requests_total", 40)), 1, 240, false },
        { "max_over_time(requests_total[10m:15s])", 1, 1, false },
        { "quantile_over_time(0.5, requests_total[10m])", 1, 1, false },
        { "label_replace(requests_total, \"a\", \"$1\", \"id\", \"(.*)\")", 1, 1, false },
        { "count_values(\"value\", requests_total)", 1, 1, false },
        { "x or requests_total", 50, 1, true },
    };

    [Theory, MemberData(nameof(Cases))]
    public async Task Only_few_samples_at_few_steps_in_few_parts_are_quick(string query, int series, int steps, bool isQuick)
    {
        var result = await Engine.ExecuteAsync(Request(query, steps), FakeSource.Random(series, 240, isHeld: true), CancellationToken.None);
        result.WasQuick.ShouldBe(isQuick);
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task Quick_answers_are_those_of_others(string query, int series, int steps, bool isQuick)
    {
        var (held, fetched) = (FakeSource.Random(series, 240, isHeld: true), FakeSource.Random(series, 240));
        var (quick, usual) = (await Engine.ExecuteAsync(Request(query, steps), held, CancellationToken.None), await Engine.ExecuteAsync(Request(query, steps), fetched, CancellationToken.None));
        (quick.WasQuick, usual.WasQuick).ShouldBe((isQuick, isQuick && series == 0));
        Describe(quick).ShouldBe(Describe(usual));
    }

    [Theory]
    [InlineData("x", true, true)]
    [InlineData("x unless (x @ 60 > 10)", true, true)]
    [InlineData("x", false, false)]
    [InlineData("max_over_time(x[10m:15s])", true, false)]
    [InlineData("quantile_over_time(0.5, x[10m])", true, false)]
    public async Task Shared_thread_is_left_by_all_but_quick_queries(string query, bool isHeld, bool stays)
    {
        using var gate = new SemaphoreSlim(0);
        var fetchedInPool = false;
        var source = new FakeSource
        {
            IsHeld = isHeld,
            Before = async ct =>
            {
                fetchedInPool = Thread.CurrentThread.IsThreadPoolThread;
                await gate.WaitAsync(ct);
            },
        }.Add(Labels.Of(("__name__", "x")), (3_400_000, 1));
        var called = new TaskCompletionSource<(Task<QueryResult> Result, bool IsDone)>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            var result = Engine.ExecuteAsync(Request(query, 1) with { SharesThread = true }, source, CancellationToken.None);
            called.SetResult((result, result.IsCompleted));
        }).Start();
        var (answer, isDone) = await called.Task;
        gate.Release();
        (await answer).WasQuick.ShouldBe(stays);
        (isDone, fetchedInPool).ShouldBe((stays, !stays));
    }

    static PromQlRequest Request(string query, int steps) => steps == 1
        ? new() { Query = query, StartMs = 3_500_000, EndMs = 3_500_000 }
        : new() { Query = query, StartMs = 0, EndMs = (steps - 1) * Step, StepMs = Step };

    static string Describe(QueryResult result) => string.Join('\n',
    [
        .. result.Value switch
        {
            MatrixValue matrix => matrix.Series.Select(static s => $"{string.Join(',', s.Labels)} {string.Join(' ', s.Times.Zip(s.Values))}"),
            VectorValue vector => vector.Samples.Select(static s => $"{string.Join(',', s.Labels)} {s.Value}"),
            ScalarValue scalar => [$"{scalar.Value}"],
            _ => throw new InvalidOperationException($"unexpected {result.Value}"),
        },
        .. result.Warnings, .. result.Infos,
    ]);
}
