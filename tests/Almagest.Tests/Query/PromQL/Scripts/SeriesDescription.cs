using System.Globalization;
using System.Text.RegularExpressions;
using Almagest.Model;
using Almagest.Query.PromQL.Sources;
using Almagest.Query.PromQL.Syntax;
using Almagest.Query.PromQL.Values;

namespace Almagest.Tests.Query.PromQL.Scripts;

/// <summary>
/// Series in test scripts and in rule unit tests: <c>up{job="a"} 0+1x5 _ stale {{schema:1 buckets:[1 2]}}x3</c>
/// (https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/#series).
/// </summary>
sealed partial record SeriesDescription(Labels Labels, IReadOnlyList<SequenceValue> Values)
{
    /// <exception cref="FormatException">No such description.</exception>
    public static SeriesDescription Parse(string text)
    {
        var end = EndOfLabels(text);
        return new SeriesDescription(ParseLabels(text[..end]), ParseValues(text[end..]));
    }

    public static Labels ParseLabels(string text)
    {
        var selector = PromQlParser.ParseSelector(text.Length == 0 ? "{}" : text);
        return selector.Matchers.All(static matcher => matcher.Kind == MatchKind.Equal)
            ? Labels.From(selector.Matchers.Select(static matcher => new Label(matcher.Name, matcher.Value)))
            : throw new FormatException($"\"{text}\" is a selector, not a set of labels");
    }

    static int EndOfLabels(string text)
    {
        var at = NameRegex().Match(text).Length;
        if (at == text.Length || text[at] != '{' || text.AsSpan(at).StartsWith("{{"))
            return at;
        for (var quote = '\0'; at < text.Length; at++)
        {
            if (quote != '\0')
            {
                if (text[at] == '\\' && quote != '`')
                    at++;
                else if (text[at] == quote)
                    quote = '\0';
            }
            else if (text[at] is '"' or '\'' or '`')
            {
                quote = text[at];
            }
            else if (text[at] == '}')
            {
                return at + 1;
            }
        }

        throw new FormatException($"the labels of \"{text}\" do not end");
    }

    static List<SequenceValue> ParseValues(string text)
    {
        var values = new List<SequenceValue>();
        foreach (Match item in ItemRegex().Matches(text))
            values.AddRange(item.Value.StartsWith('{') ? Histograms(item.Value) : Floats(item.Value));
        return values;
    }

    static IEnumerable<SequenceValue> Floats(string item)
    {
        var match = FloatRegex().Match(item);
        if (!match.Success)
            throw new FormatException($"\"{item}\" is no sample");
        var (times, repeated) = (match.Groups["times"].Value, match.Groups["times"].Success);
        var count = repeated ? int.Parse(times, CultureInfo.InvariantCulture) : 0;
        if (match.Groups["gap"].Success)
            return Enumerable.Repeat(SequenceValue.Gap, repeated ? count : 1);
        var value = match.Groups["stale"].Success ? BitConverter.Int64BitsToDouble(SampleBuffer.StaleBits) : Number(match.Groups["base"].Value);
        var step = match.Groups["step"].Success ? Number(match.Groups["step"].Value) : 0;
        var values = new List<SequenceValue>();
        // A repetition counts the values after the first.
        for (var i = 0; i <= count; i++, value = step == 0 ? value : value + step)
            values.Add(new SequenceValue(value));
        return values;
    }

    static IEnumerable<SequenceValue> Histograms(string item)
    {
        var match = HistogramsRegex().Match(item);
        if (!match.Success)
            throw new FormatException($"\"{item}\" is no histogram");
        var (current, hintGiven) = HistogramDescription.Parse(match.Groups["base"].Value);
        var count = match.Groups["times"].Success ? int.Parse(match.Groups["times"].Value, CultureInfo.InvariantCulture) : 0;
        if (!match.Groups["step"].Success)
            return Enumerable.Repeat(new SequenceValue(0, current, HintGiven: hintGiven), count + 1);
        var (step, stepHintGiven) = HistogramDescription.Parse(match.Groups["step"].Value);
        var values = new List<SequenceValue> { new(0, current, HintGiven: stepHintGiven) };
        for (var i = 0; i < count; i++)
        {
            var next = match.Groups["sign"].Value == "+" ? HistogramArithmetic.Add(current, step, out _) : HistogramArithmetic.Subtract(current, step, out _);
            current = next ?? throw new FormatException($"the histograms of \"{item}\" can not be added");
            values.Add(new SequenceValue(0, current, HintGiven: stepHintGiven));
        }

        return values;
    }

    internal static double Number(string text) => text[0] switch
    {
        '-' => -PromQlNumbers.ParseNumber(text[1..]),
        '+' => PromQlNumbers.ParseNumber(text[1..]),
        _ => PromQlNumbers.ParseNumber(text),
    };

    [GeneratedRegex(@"\A(?:[a-zA-Z_:][a-zA-Z0-9_:]*)?")]
    private static partial Regex NameRegex();

    [GeneratedRegex(@"(?:\{\{.*?\}\}|[^\s{])+")]
    private static partial Regex ItemRegex();

    [GeneratedRegex(@"^(?:(?<gap>_)|(?<stale>stale)|(?<base>[+-]?(?:inf|nan|[0-9.]+(?:e[+-]?\d+)?))(?<step>[+-](?:inf|nan|[0-9.]+(?:e[+-]?\d+)?))?)(?:x(?<times>\d+))?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex FloatRegex();

    [GeneratedRegex(@"^(?<base>\{\{.*?\}\})(?:(?<sign>[+-])(?<step>\{\{.*?\}\}))?(?:x(?<times>\d+))?$")]
    private static partial Regex HistogramsRegex();
}
