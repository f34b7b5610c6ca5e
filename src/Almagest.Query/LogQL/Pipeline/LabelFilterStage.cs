using System.Globalization;
using Almagest.Query.Common;
using Almagest.Query.LogQL.Literals;
using Almagest.Query.LogQL.Syntax;
using Almagest.Query.PromQL.Sources;

namespace Almagest.Query.LogQL.Pipeline;

/// <summary>
/// <c>| level="error" and latency &gt; 1s</c>. A label that is missing fails every comparison of values and counts as empty for texts; a value that
/// cannot be converted lets the line pass and notes the error.
/// </summary>
sealed class LabelFilterStage : Stage
{
    readonly LabelFilter _filter;
    readonly Func<LineState, bool> _test;

    /// <exception cref="FormatException">An address or regular expression is malformed.</exception>
    internal LabelFilterStage(LabelFilter filter) => (_filter, _test) = (filter, Compile(filter));

    /// <summary>The label it looks at when it is one comparison; a hint for parsers.</summary>
    internal string? SingleLabel => _filter is BothFilter ? null : RequiredLabels.FirstOrDefault();

    internal override IEnumerable<string> RequiredLabels => Labels(_filter).Distinct();

    internal override bool Process(LineState line) => _test(line);

    static IEnumerable<string> Labels(LabelFilter filter) => filter switch
    {
        BothFilter both => Labels(both.Left).Concat(Labels(both.Right)),
        TextFilter text => MatchesAll(text.Matcher) ? [] : [text.Matcher.Name],
        NumberFilter number => [number.Label],
        DurationFilter duration => [duration.Label],
        BytesFilter bytes => [bytes.Label],
        IpFilter ip => [ip.Label],
        _ => throw new InvalidOperationException($"filter {filter.GetType().Name} is not known"),
    };

    static Func<LineState, bool> Compile(LabelFilter filter) => filter switch
    {
        BothFilter { And: true } both => And(Compile(both.Left), Compile(both.Right)),
        BothFilter both => Or(Compile(both.Left), Compile(both.Right)),
        TextFilter text => Text(text.Matcher),
        NumberFilter number => Number(number),
        DurationFilter duration => Duration(duration),
        BytesFilter bytes => Bytes(bytes),
        IpFilter ip => Ip(ip),
        _ => throw new InvalidOperationException($"filter {filter.GetType().Name} is not known"),
    };

    // Both sides are always asked: the right one may note an error.
    static Func<LineState, bool> And(Func<LineState, bool> left, Func<LineState, bool> right) => line => left(line) & right(line);

    static Func<LineState, bool> Or(Func<LineState, bool> left, Func<LineState, bool> right) => line => left(line) || right(line);

    static Func<LineState, bool> Text(LabelMatcher matcher)
    {
        Func<string, bool> test = matcher.Matches;
        if (matcher.Kind is MatchKind.Regex or MatchKind.NotRegex && matcher.Literals is null)
        {
            var (regex, wanted) = (new GoRegex($"^(?:{matcher.Value})$"), matcher.Kind == MatchKind.Regex);
            test = value => regex.IsMatch(value) == wanted;
        }

        var name = matcher.Name;
        if (name == LineLabels.ErrorLabel)
            return line => test(line.Labels.Error);
        return line => test(line.Labels.Get(name) ?? "");
    }

    static Func<LineState, bool> Number(NumberFilter filter) => line =>
    {
        if (line.Labels.Get(filter.Label) is not { } text)
            return false;
        if (!GoNumbers.TryParseFloat(text, out var value))
            return Note(line, () => GoNumbers.ParseFloat(text));
        return Compare(filter.Operator, value.CompareTo(filter.Value), double.IsNaN(value) || double.IsNaN(filter.Value));
    };

    static Func<LineState, bool> Duration(DurationFilter filter) => line =>
    {
        if (line.Labels.Get(filter.Label) is not { } text)
            return false;
        return GoDurations.TryParse(text, out var value, out var fault) ? Compare(filter.Operator, value.CompareTo(filter.Nanos), false) : Note(line, fault);
    };

    static Func<LineState, bool> Bytes(BytesFilter filter) => line =>
    {
        if (line.Labels.Get(filter.Label) is not { } text)
            return false;
        return ByteSizes.TryParse(text, out var value, out var fault) ? Compare(filter.Operator, value.CompareTo(filter.Bytes), false) : Note(line, fault);
    };

    static Func<LineState, bool> Ip(IpFilter filter)
    {
        var pattern = new IpPattern(filter.Pattern);
        // With an error at hand only text filters decide.
        return line => line.Labels.Error.Length > 0 || (line.Labels.Get(filter.Label) is { } text && pattern.IsIn(text) != filter.Negative);
    }

    static bool Compare(string op, int order, bool nan) => op switch
    {
        "==" => !nan && order == 0,
        "!=" => nan || order != 0,
        ">" => !nan && order > 0,
        ">=" => !nan && order >= 0,
        "<" => !nan && order < 0,
        _ => !nan && order <= 0,
    };

    static bool Note(LineState line, Func<double> parse)
    {
        try
        {
            return Note(line, parse().ToString(CultureInfo.InvariantCulture));
        }
        catch (FormatException fault)
        {
            return Note(line, fault.Message);
        }
    }

    static bool Note(LineState line, string fault)
    {
        // The first error is what a person needs.
        if (line.Labels.Error.Length == 0)
            (line.Labels.Error, line.Labels.ErrorDetails) = (PipelineErrors.LabelFilter, fault);
        return true;
    }

    static bool MatchesAll(LabelMatcher matcher) => matcher is { Kind: MatchKind.Regex, Value: ".*" };
}
