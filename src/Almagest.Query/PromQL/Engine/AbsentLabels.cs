using Almagest.Model;
using Almagest.Query.PromQL.Sources;
using Almagest.Query.PromQL.Syntax;

namespace Almagest.Query.PromQL.Engine;

/// <summary>The labels that an absent series would surely have had: those its selector fixes with <c>=</c>, once.</summary>
static class AbsentLabels
{
    public static Labels Of(Expr selector)
    {
        IReadOnlyList<LabelMatcher> matchers = selector switch { VectorExpr vector => vector.Matchers, MatrixExpr matrix => matrix.Vector.Matchers, _ => [] };
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var matcher in matchers)
        {
            if (matcher.Name == Labels.MetricName)
                continue;
            if (matcher.Kind == MatchKind.Equal && seen.Add(matcher.Name))
                labels[matcher.Name] = matcher.Value;
            else
                labels.Remove(matcher.Name);
        }

        return Labels.From(labels.Select(static pair => new Label(pair.Key, pair.Value)));
    }
}
