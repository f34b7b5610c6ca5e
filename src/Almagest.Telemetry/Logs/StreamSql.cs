using Almagest.Query.PromQL.Sources;
using Almagest.Telemetry.Traces;

namespace Almagest.Telemetry.Logs;

/// <summary>Labels of streams as the store sees them, in table <c>log_streams</c>: of many thousand streams only those asked for leave it.</summary>
static class StreamSql
{
    /// <summary>The value of a label, empty when a stream has none: the same that <see cref="StreamLabels"/> makes.</summary>
    internal static string Value(string label, SqlParameters parameters)
    {
        var otlp = StreamLabels.AttributeOf(label) is { } attribute ? $"resource[{parameters.Text(attribute)}]" : "''";
        var value = $"if(source = '{StreamLabels.Otlp}', {otlp}, resource[{parameters.Text(label)}])";
        if (label != StreamLabels.ServiceName)
            return value;
        var discovered = string.Concat(StreamLabels.ServiceAttributes.Select(a => $"source = '{StreamLabels.Otlp}' AND resource['{a}'] != '', toString(resource['{a}']), "));
        return $"multiIf({value} != '', toString({value}), service NOT IN ('', '{StreamLabels.UnknownService}'), toString(service), {discovered}'{StreamLabels.UnknownService}')";
    }

    /// <summary>The label that an attribute of OpenTelemetry becomes, empty when it is metadata.</summary>
    internal static string LabelOf(string attribute, SqlParameters parameters) =>
        $"transform({attribute}, [{string.Join(", ", StreamLabels.ByLabel.Values.Select(parameters.Text))}], [{string.Join(", ", StreamLabels.ByLabel.Keys.Select(parameters.Text))}], '')";

    /// <summary>Appends what the store can judge of a matcher; false when what it lets pass must be judged again.</summary>
    internal static bool Append(LabelMatcher matcher, SqlParameters parameters, List<string> into)
    {
        var value = Value(matcher.Name, parameters);
        switch (matcher.Kind)
        {
            case MatchKind.Equal or MatchKind.NotEqual:
                into.Add($"{value} {(matcher.Kind == MatchKind.Equal ? "=" : "!=")} {parameters.Text(matcher.Value)}");
                return true;
            case MatchKind.Regex or MatchKind.NotRegex when matcher.Literals is { Count: > 0 } literals:
                into.Add($"{value} {(matcher.Kind == MatchKind.Regex ? "IN" : "NOT IN")} ({string.Join(", ", literals.Select(parameters.Text))})");
                return true;
            case MatchKind.Regex when !matcher.Value.Contains("(?", StringComparison.Ordinal):
                into.AddRange(RegexLiterals.Of(matcher.Value).Select(text => $"position({value}, {parameters.Text(text)}) > 0"));
                return false;
            default:
                return false;
        }
    }
}
