using System.Text.RegularExpressions;
using Almagest.Query.PromQL.Engine;
using Almagest.Query.PromQL.Sources;
using Almagest.Query.PromQL.Syntax;
using Xunit.Abstractions;

namespace Almagest.Tests.Query.PromQL.Scripts;

/// <summary>How a query is evaluated.</summary>
delegate Task<QueryResult> Evaluate(PromQlRequest request, ISeriesSource source, CancellationToken ct);

/// <summary>
/// One <c>eval</c> of a script as a test case. As in Prometheus' own runner, an instant query is also evaluated with its time pinned by <c>@</c> at other
/// times, and each of these as the middle step of a range query.
/// </summary>
public sealed partial class PromCase : IXunitSerializable
{
    /// <summary>The script's name.</summary>
    public required string File { get; set; }

    /// <summary>The line of the <c>eval</c>.</summary>
    public int Line { get; set; }

    ScriptEval Eval => ScriptFolder.Get(File).Evals.First(eval => eval.Line == Line);

    internal async Task RunAsync(Evaluate evaluate)
    {
        var eval = Eval;
        var source = new MemorySeriesSource(eval.Loads);
        if (eval.IsRange)
        {
            var request = Request(eval.Query, eval.StartMs) with { EndMs = eval.EndMs, StepMs = eval.StepMs };
            if (await Answer(eval, evaluate, request, source) is { } result)
                ResultComparison.Check(eval, result.Value);
            return;
        }

        foreach (var (query, time) in PinnedQueries.Of(eval.Query, eval.EvalMs).Prepend((eval.Query, eval.EvalMs)))
            await Instant(eval, evaluate, query, time, source);
    }

    /// <inheritdoc/>
    public void Deserialize(IXunitSerializationInfo info) => (File, Line) = (info.GetValue<string>(nameof(File)), info.GetValue<int>(nameof(Line)));

    /// <inheritdoc/>
    public void Serialize(IXunitSerializationInfo info)
    {
        info.AddValue(nameof(File), File);
        info.AddValue(nameof(Line), Line);
    }

    /// <inheritdoc/>
    public override string ToString() => Line == 0 ? $"{File}.test is missing" : Eval.ToString();

    static async Task Instant(ScriptEval eval, Evaluate evaluate, string query, long time, MemorySeriesSource source)
    {
        var request = Request(query, time);
        if (await Answer(eval, evaluate, request, source) is not { } result)
            return;
        ResultComparison.Check(eval, result.Value);
        // Functions of the query's own times have other values in a range query.
        if (eval.OnlyInstant || ContextRegex().IsMatch(query))
            return;
        var range = await evaluate(request with { StartMs = time - 60_000, EndMs = time + 60_000, StepMs = 60_000 }, source, CancellationToken.None);
        if (eval.Ordered)
            return;
        var middle = ResultComparison.At(range.Value.ShouldBeOfType<MatrixValue>(), time);
        ResultComparison.Check(eval, result.Value is ScalarValue ? new ScalarValue(time, middle.Samples[0].Value) : middle);
    }

    static async Task<QueryResult?> Answer(ScriptEval eval, Evaluate evaluate, PromQlRequest request, MemorySeriesSource source)
    {
        QueryResult result;
        try
        {
            result = await evaluate(request, source, CancellationToken.None);
        }
        catch (Exception fault) when (eval.Fails && fault is PromQlException or PromQlParseException)
        {
            foreach (var expected in eval.Expects("fail"))
                expected.Matches(fault.Message).ShouldBeTrue($"{eval}: expected the failure \"{expected.Text}\", got \"{fault.Message}\"");
            return null;
        }

        eval.Fails.ShouldBeFalse($"{request.Query}: no failure");
        CheckRemarks(eval, "warn", result.Warnings);
        CheckRemarks(eval, "info", result.Infos);
        return result;
    }

    static void CheckRemarks(ScriptEval eval, string kind, IReadOnlyList<string> actual)
    {
        var found = $"{eval}: {kind}: {string.Join(" | ", actual)}";
        if (eval.Expectation == kind)
            actual.ShouldNotBeEmpty(found);
        if (eval.Expects($"no_{kind}").Any())
            actual.ShouldBeEmpty(found);
        var expected = eval.Expects(kind).ToList();
        if (expected.Count == 0)
            return;
        foreach (var remark in expected)
            actual.Any(remark.Matches).ShouldBeTrue($"{found}: expected \"{remark.Text}\"");
        actual.ShouldAllBe(text => expected.Any(remark => remark.Matches(text)), found);
    }

    static PromQlRequest Request(string query, long time) => new() { Query = query, StartMs = time, EndMs = time, Features = PromQlFeatures.All with { TypeAndUnitLabels = false } };

    [GeneratedRegex(@"(start|end|range|step)\(\)")]
    private static partial Regex ContextRegex();
}
