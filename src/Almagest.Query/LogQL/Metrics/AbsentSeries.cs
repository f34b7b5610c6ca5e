using Almagest.Model;
using Almagest.Query.PromQL.Sources;

namespace Almagest.Query.LogQL.Metrics;

/// <summary>The labels of the series that <c>absent_over_time</c> makes up: those the selector fixes.</summary>
static class AbsentSeries
{
    internal static Labels LabelsOf(IReadOnlyList<LabelMatcher> matchers)
    {
        var (values, vague) = (new Dictionary<string, string>(), new HashSet<string>());
        foreach (var matcher in matchers)
            if (matcher.Kind != MatchKind.Equal || !values.TryAdd(matcher.Name, matcher.Value))
                vague.Add(matcher.Name);
        return Labels.From(values.Where(v => !vague.Contains(v.Key)).Select(static v => new Label(v.Key, v.Value)));
    }
}
