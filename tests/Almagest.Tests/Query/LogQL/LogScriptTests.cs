using System.Globalization;
using System.Text.RegularExpressions;
using Almagest.Query.LogQL.Engine;
using Almagest.Query.LogQL.Literals;
using Almagest.Query.LogQL.Syntax;
using Almagest.Tests.Architecture;

namespace Almagest.Tests.Query.LogQL;

public sealed class LogScriptTests
{
    [Theory, LogScripts]
    public async Task Script(string file, int line)
    {
        var evaluation = LogScript.Read(Path.Combine(RepositoryFiles.Root, file)).Evaluations.Single(e => e.Line == line);
        var expected = evaluation.Expected;
        if (expected.Count > 0 && expected[0].StartsWith("expect fail", StringComparison.Ordinal))
        {
            CheckFault(expected[0], await FaultAsync(evaluation));
            return;
        }

        foreach (var counting in new[] { true, false })
        {
            var engine = new LogQlEngine(new InMemoryLogs(evaluation.Lines) { Counts = counting }, new LogQlLimits());
            var actual = Text(await engine.RunAsync(evaluation.Request, default), evaluation.Request, out var values);
            Check(expected, actual, values);
        }
    }

    static void CheckFault(string expectation, string fault)
    {
        if (expectation.IndexOf("msg:", StringComparison.Ordinal) is > 0 and var message)
            fault.ShouldContain(expectation[(message + 4)..].Trim());
        else if (expectation.IndexOf("regex:", StringComparison.Ordinal) is > 0 and var regex)
            Regex.IsMatch(fault, expectation[(regex + 6)..].Trim()).ShouldBeTrue(fault);
    }

    static async Task<string> FaultAsync(LogEvaluation evaluation)
    {
        var fault = await Should.ThrowAsync<Exception>(() => new LogQlEngine(new InMemoryLogs(evaluation.Lines), new LogQlLimits()).RunAsync(evaluation.Request, default));
        fault.ShouldSatisfyAllConditions(() => (fault is LogQlException or LogQlParseException).ShouldBeTrue(fault.ToString()));
        return fault.Message;
    }

    static void Check(List<string> expected, List<string> actual, List<double?[]> values)
    {
        var ordered = expected.Count > 0 && expected[0] == "expect ordered";
        var wanted = expected.Where(static e => !e.StartsWith("expect ", StringComparison.Ordinal)).Select(Series).ToList();
        var found = actual.Zip(values).ToList();
        found.Count.ShouldBe(wanted.Count, string.Join("\n", actual));
        if (!ordered)
        {
            wanted = [.. wanted.OrderBy(static w => w.Labels, StringComparer.Ordinal)];
            found = [.. found.OrderBy(static f => f.First, StringComparer.Ordinal)];
        }

        for (var i = 0; i < wanted.Count; i++)
        {
            found[i].First.ShouldBe(wanted[i].Labels);
            found[i].Second.Length.ShouldBe(wanted[i].Values.Length, found[i].First);
            for (var at = 0; at < wanted[i].Values.Length; at++)
                Near(found[i].Second[at], wanted[i].Values[at]).ShouldBeTrue($"{found[i].First}: {string.Join(" ", found[i].Second)} instead of {string.Join(" ", wanted[i].Values)}");
        }
    }

    static bool Near(double? a, double? b) => a.Equals(b) || (a is { } x && b is { } y && Math.Abs(x - y) <= 1e-9 * Math.Max(1, Math.Abs(y)));

    static (string Labels, double?[] Values) Series(string text)
    {
        var end = text.StartsWith('{') ? LabelsEnd(text) : 0;
        var labels = end == 0 ? "" : LabelText.Of(LogScript.Labels(text[..end]));
        return (labels, [.. text[end..].Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(Values)]);
    }

    static int LabelsEnd(string text)
    {
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            if (quoted && text[i] == '\\')
                i++;
            else if (text[i] == '"')
                quoted = !quoted;
            else if (text[i] == '}' && !quoted)
                return i + 1;
        }

        throw new InvalidOperationException($"no labels: {text}");
    }

    static IEnumerable<double?> Values(string word)
    {
        if (word == "_")
            return [null];
        if (word.Split('x') is [var first, var count] && Regex.Match(first, "^(-?[0-9.]+)([+-][0-9.]+)?$") is { Success: true } row)
        {
            var step = row.Groups[2].Success ? double.Parse(row.Groups[2].Value, CultureInfo.InvariantCulture) : 0;
            return Enumerable.Range(0, int.Parse(count, CultureInfo.InvariantCulture) + 1).Select(i => (double?)(double.Parse(row.Groups[1].Value, CultureInfo.InvariantCulture) + (i * step)));
        }

        return [GoNumbers.ParseFloat(word)];
    }

    static List<string> Text(LogQlResult result, LogQlRequest request, out List<double?[]> values)
    {
        switch (result)
        {
            case ScalarResult scalar:
                values = [[scalar.Value]];
                return [""];
            case VectorResult vector:
                values = [.. vector.Samples.Select(static s => new double?[] { s.Value })];
                return [.. vector.Samples.Select(static s => LabelText.Of(s.Labels))];
            case MatrixResult matrix:
                var count = (int)((request.EndNano - request.StartNano) / request.StepNano) + 1;
                values = [.. matrix.Series.Select(s => Enumerable.Range(0, count).Select(i => At(s, (request.StartNano + (i * request.StepNano)) / 1_000_000)).ToArray())];
                return [.. matrix.Series.Select(static s => LabelText.Of(s.Labels))];
            default:
                throw new InvalidOperationException("lines instead of numbers");
        }
    }

    static double? At(LogSeries series, long timeMs)
    {
        foreach (var (time, value) in series.Points)
            if (time == timeMs)
                return value;
        return null;
    }
}
