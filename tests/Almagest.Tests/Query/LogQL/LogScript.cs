using System.Globalization;
using System.Text.RegularExpressions;
using Almagest.Model;
using Almagest.Query.LogQL.Engine;
using Almagest.Query.LogQL.Literals;
using Almagest.Query.LogQL.Syntax;

namespace Almagest.Tests.Query.LogQL;

/// <summary>A script: lines are loaded and queries of numbers evaluated over them. The form is that of Loki's own tests.</summary>
sealed partial class LogScript
{
    static readonly Dictionary<string, LogScript> Known = [];

    public required List<LogEvaluation> Evaluations { get; init; }

    public static LogScript Read(string path)
    {
        lock (Known)
            return Known.TryGetValue(path, out var script) ? script : Known[path] = new LogScript { Evaluations = Parse(File.ReadAllLines(path)) };
    }

    static List<LogEvaluation> Parse(string[] text)
    {
        var (evaluations, lines) = (new List<LogEvaluation>(), new List<LogLine>());
        for (var i = 0; i < text.Length; i++)
        {
            var line = WithoutComment(text[i]);
            if (line == "clear")
                lines = [];
            else if (line == "load")
            {
                lines = [.. lines];
                for (; i + 1 < text.Length && (text[i + 1].StartsWith(' ') || text[i + 1].StartsWith('#')); i++)
                    if (WithoutComment(text[i + 1]) is { Length: > 0 } load)
                        lines.AddRange(Load(load));
            }
            else if (line.StartsWith("eval ", StringComparison.Ordinal))
            {
                var evaluation = Evaluation(i + 1, line, lines);
                for (; i + 1 < text.Length && text[i + 1].StartsWith(' '); i++)
                    if (WithoutComment(text[i + 1]) is { Length: > 0 } expected && !expected.StartsWith("skip ", StringComparison.Ordinal))
                        evaluation.Expected.Add(expected);
                evaluations.Add(evaluation);
            }
        }

        return evaluations;
    }

    static LogEvaluation Evaluation(int number, string line, List<LogLine> lines)
    {
        var match = Eval().Match(line);
        var (start, end) = (Nanos(match.Groups["from"].Value), match.Groups["to"].Success ? Nanos(match.Groups["to"].Value) : Nanos(match.Groups["from"].Value));
        var step = match.Groups["step"].Success ? Nanos(match.Groups["step"].Value) : 0;
        return new LogEvaluation(number, new LogQlRequest(match.Groups["query"].Value, start, end, step), lines);
    }

    static IEnumerable<LogLine> Load(string line)
    {
        var match = Loading().Match(line);
        if (!match.Success)
            throw new InvalidOperationException($"not a line to load: {line}");
        // An empty label of a stream is none; empty metadata is there.
        var labels = Model.Labels.From(Labels(match.Groups["labels"].Value));
        var metadata = Model.Labels.FromSorted([.. Pair().Matches(match.Groups["metadata"].Value)
            .Select(static p => new Label(p.Groups[1].Value.Trim('"'), p.Groups[2].Value)).OrderBy(static l => l.Name, StringComparer.Ordinal)]);
        var (start, step) = (Nanos(match.Groups["at"].Value), match.Groups["every"].Success ? Nanos(match.Groups["every"].Value) : 0);
        var count = match.Groups["count"].Success ? int.Parse(match.Groups["count"].Value, CultureInfo.InvariantCulture) : 1;
        for (var i = 0; i < count; i++)
            yield return new LogLine(start + (i * step), match.Groups["text"].Value[1..^1].Replace("{{.i}}", i.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal), labels, metadata);
    }

    public static Labels Labels(string text) => text == "{}" ? Model.Labels.Empty : Model.Labels.FromSorted(
        [.. ((LogSelectorExpr)LogQlParser.ParseUnchecked(text)).Matchers.Select(static m => new Label(m.Name, m.Value)).OrderBy(static l => l.Name, StringComparer.Ordinal)]);

    static long Nanos(string text) => GoDurations.Parse(text);

    // A number sign inside of quotes is none.
    static string WithoutComment(string line)
    {
        char? quote = null;
        for (var i = 0; i < line.Length; i++)
        {
            if (quote is null && line[i] == '#')
                return line[..i].Trim();
            if (quote == '"' && line[i] == '\\' && line.StartsWith("eval", StringComparison.Ordinal))
                i++;
            else if (line[i] is '"' or '`' && (quote is null || quote == line[i]))
                quote = quote is null ? line[i] : null;
        }

        return line.Trim();
    }

    [GeneratedRegex(@"^eval (?:instant at (?<from>\S+)|range from (?<from>\S+) to (?<to>\S+) step (?<step>\S+)) (?<query>.+)$")]
    private static partial Regex Eval();

    [GeneratedRegex("""^(?<labels>\{.*?\})\s+(?<text>"[^"]*"|`[^`]*`)\s+@\s+(?<at>\S+)(?:\s+\[repeat\s+every\s+(?<every>\S+)\s+for\s+(?<count>\d+)\])?(?:\s+\[metadata\s+(?<metadata>.*)\])?$""")]
    private static partial Regex Loading();

    [GeneratedRegex("""("[^"]*"|[^\s="]+)="([^"]*)"(?:\s|$)""")]
    private static partial Regex Pair();
}

/// <summary>One query of a script.</summary>
sealed record LogEvaluation(int Line, LogQlRequest Request, List<LogLine> Lines)
{
    public List<string> Expected { get; } = [];
}
