using System.Globalization;
using System.Text.RegularExpressions;
using Almagest.Query.PromQL.Syntax;

namespace Almagest.Tests.Query.PromQL.Scripts;

/// <summary>Samples to load, <paramref name="StepMs"/> apart from time 0 on.</summary>
/// <param name="StepMs">Milliseconds between samples.</param>
/// <param name="WithCustomBuckets">Whether classic histograms are loaded a second time as native ones.</param>
/// <param name="Series">The samples.</param>
sealed record ScriptLoad(long StepMs, bool WithCustomBuckets, IReadOnlyList<(SeriesDescription Series, IReadOnlyList<long?>? Starts)> Series);

/// <summary>A file of the language in which Prometheus' engine tests are written: <c>load</c>, <c>clear</c> and <c>eval</c> commands.</summary>
sealed partial class PromScript
{
    readonly string[] _lines;
    readonly List<ScriptLoad> _loads = [];
    readonly List<ScriptEval> _evals = [];
    int _at;

    PromScript(string file)
    {
        Name = Path.GetFileNameWithoutExtension(file);
        _lines = [.. File.ReadAllLines(file).Select(static line => line.Trim()).Select(static line => line.StartsWith('#') ? "" : line)];
    }

    /// <summary>The file without its ending.</summary>
    public string Name { get; }

    /// <summary>Its evaluations in order.</summary>
    public IReadOnlyList<ScriptEval> Evals => _evals;

    /// <exception cref="FormatException">A line can not be understood; it names the file and line.</exception>
    public static PromScript Read(string file)
    {
        var script = new PromScript(file);
        try
        {
            script.Read();
        }
        catch (Exception fault) when (fault is FormatException or PromQlParseException or ArgumentException)
        {
            throw new FormatException($"{file}:{script._at + 1}: {fault.Message}", fault);
        }

        return script;
    }

    void Read()
    {
        for (; _at < _lines.Length; _at++)
        {
            var line = _lines[_at];
            if (line.Length == 0)
                continue;
            if (line == "clear")
                _loads.Clear();
            else if (LoadRegex().Match(line) is { Success: true } load)
                Load(load);
            else if (EvalRegex().Match(line) is { Success: true } eval)
                Eval(eval);
            else
                throw new FormatException($"\"{line}\" is no command");
        }
    }

    void Load(Match load)
    {
        var series = new List<(SeriesDescription, IReadOnlyList<long?>?)>();
        List<long?>? starts = null;
        foreach (var line in Block())
        {
            if (StartTimes.IsLine(line))
            {
                starts = StartTimes.Parse(line);
                continue;
            }

            var description = SeriesDescription.Parse(line);
            if (starts is not null && starts.Count != description.Values.Count)
                throw new FormatException($"the @st line has {starts.Count} values, the samples have {description.Values.Count}");
            series.Add((description, starts));
            starts = null;
        }

        // Of two lines with the same labels the last counts.
        var last = series.GroupBy(static line => line.Item1.Labels).Select(static group => group.Last()).ToList();
        _loads.Add(new ScriptLoad(PromQlNumbers.ParseDuration(load.Groups["step"].Value), load.Groups["nhcb"].Success, last));
    }

    void Eval(Match eval)
    {
        var start = PromQlNumbers.ParseDuration(eval.Groups["at"].Success ? eval.Groups["at"].Value : eval.Groups["from"].Value);
        var range = eval.Groups["from"].Success;
        var evaluation = new ScriptEval
        {
            File = Name,
            Line = _at + 1,
            Query = eval.Groups["query"].Value,
            Loads = [.. _loads],
            IsRange = range,
            EvalMs = start,
            StartMs = start,
            EndMs = range ? PromQlNumbers.ParseDuration(eval.Groups["to"].Value) : start,
            StepMs = range ? PromQlNumbers.ParseDuration(eval.Groups["step"].Value) : 0,
            Expectation = eval.Groups["mode"].Value,
        };
        foreach (var line in Block())
            Expect(evaluation, line);
        _evals.Add(evaluation);
    }

    static void Expect(ScriptEval eval, string line)
    {
        if (line.StartsWith("expected_fail_message", StringComparison.Ordinal))
            eval.Remarks.Add(new ExpectedRemark("fail", "msg", line["expected_fail_message".Length..].Trim()));
        else if (line.StartsWith("expected_fail_regexp", StringComparison.Ordinal))
            eval.Remarks.Add(new ExpectedRemark("fail", "regex", line["expected_fail_regexp".Length..].Trim()));
        else if (RangeVectorRegex().Match(line) is { Success: true } vector)
            (eval.StartMs, eval.EndMs, eval.StepMs, eval.OnlyInstant) = (Ms(vector, "from"), Ms(vector, "to"), Ms(vector, "step"), true);
        else if (line.StartsWith("expect string ", StringComparison.Ordinal))
            (eval.Text, eval.OnlyInstant) = (GoText.Unquote(line["expect string ".Length..]), true);
        else if (ExpectRegex().Match(line) is { Success: true } expect)
            eval.Remarks.Add(new ExpectedRemark(expect.Groups["kind"].Value, expect.Groups["how"].Value, expect.Groups["text"].Value.Trim()));
        else if (double.TryParse(line, NumberStyles.Float, CultureInfo.InvariantCulture, out _) || line.TrimStart('+', '-').ToLowerInvariant() is "inf" or "nan" || line.StartsWith("0x", StringComparison.Ordinal))
            eval.Scalar = SeriesDescription.Number(line);
        else
            eval.Series.Add(SeriesDescription.Parse(line));
    }

    // The lines after a command up to an empty one; comments are empty.
    IEnumerable<string> Block()
    {
        while (_at + 1 < _lines.Length && _lines[_at + 1].Length > 0)
            yield return _lines[++_at];
    }

    static long Ms(Match match, string group) => PromQlNumbers.ParseDuration(match.Groups[group].Value);

    [GeneratedRegex(@"^load(?<nhcb>_with_nhcb)?\s+(?<step>\S+)$")]
    private static partial Regex LoadRegex();

    [GeneratedRegex(@"^eval(?:_(?<mode>fail|warn|ordered|info))?\s+(?:instant\s+at\s+(?<at>\S+)|range\s+from\s+(?<from>\S+)\s+to\s+(?<to>\S+)\s+step\s+(?<step>\S+))\s+(?<query>.+)$")]
    private static partial Regex EvalRegex();

    [GeneratedRegex(@"^expect range vector\s+from\s+(?<from>\S+)\s+to\s+(?<to>\S+)\s+step\s+(?<step>\S+)$")]
    private static partial Regex RangeVectorRegex();

    [GeneratedRegex(@"^expect\s+(?<kind>ordered|fail|warn|no_warn|info|no_info)(?:\s+(?<how>regex|msg):(?<text>.+))?$")]
    private static partial Regex ExpectRegex();
}
