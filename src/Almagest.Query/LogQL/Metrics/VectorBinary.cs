using Almagest.Model;
using Almagest.Query.LogQL.Engine;
using Almagest.Query.LogQL.Syntax;

namespace Almagest.Query.LogQL.Metrics;

/// <summary>Operations between the samples of one time.</summary>
static class VectorBinary
{
    internal static IReadOnlyList<LogSample> WithLiteral(BinaryExpr expr, double literal, IReadOnlyList<LogSample> samples, bool literalIsLeft)
    {
        var result = new List<LogSample>(samples.Count);
        foreach (var sample in samples)
        {
            var (left, right) = literalIsLeft ? (literal, sample.Value) : (sample.Value, literal);
            if (!BinaryMath.IsComparison(expr.Operator) || expr.Matching.Bool)
                result.Add(sample with { Value = BinaryMath.Apply(expr.Operator, left, right) });
            else if (BinaryMath.Compare(expr.Operator, left, right))
                result.Add(sample);
        }

        return result;
    }

    internal static IReadOnlyList<LogSample> Apply(BinaryExpr expr, IReadOnlyList<LogSample> left, IReadOnlyList<LogSample> right) => expr.Operator switch
    {
        "and" => left.Count == 0 || right.Count == 0 ? [] : [.. left.Where(In(Keys(right, expr.Matching), expr.Matching))],
        "unless" => left.Count == 0 || right.Count == 0 ? left : [.. left.Where(s => !In(Keys(right, expr.Matching), expr.Matching)(s))],
        "or" => Or(left, right, expr.Matching),
        _ => Match(expr, left, right),
    };

    static IReadOnlyList<LogSample> Or(IReadOnlyList<LogSample> left, IReadOnlyList<LogSample> right, Matching matching)
    {
        if (left.Count == 0 || right.Count == 0)
            return left.Count == 0 ? right : left;
        var isLeft = In(Keys(left, matching), matching);
        return [.. left, .. right.Where(s => !isLeft(s))];
    }

    static Func<LogSample, bool> In(HashSet<Labels> keys, Matching matching) => sample => keys.Contains(Key(sample.Labels, matching));

    static HashSet<Labels> Keys(IReadOnlyList<LogSample> samples, Matching matching) => [.. samples.Select(s => Key(s.Labels, matching))];

    static Labels Key(Labels labels, Matching matching) =>
        matching.On ? LabelGroups.Only(labels, matching.Names ?? []) : LabelGroups.Without(labels, matching.Names ?? []);

    static List<LogSample> Match(BinaryExpr expr, IReadOnlyList<LogSample> left, IReadOnlyList<LogSample> right)
    {
        var matching = expr.Matching;
        var swapped = matching.Many == ManySide.Right;
        var (many, one) = swapped ? (right, left) : (left, right);
        var ones = new Dictionary<Labels, LogSample>();
        foreach (var sample in one)
            if (!ones.TryAdd(Key(sample.Labels, matching), sample))
                throw new LogQlException($"found duplicate series on the {(swapped ? "left" : "right")} hand-side;many-to-many matching not allowed: matching labels must be unique on one side", isInternal: true);
        var matched = new Dictionary<Labels, HashSet<Labels>>();
        var result = new List<LogSample>();
        foreach (var sample in many)
        {
            var key = Key(sample.Labels, matching);
            if (!ones.TryGetValue(key, out var other))
                continue;
            var labels = ResultLabels(sample.Labels, other.Labels, matching);
            CheckUnique(matched, key, labels, matching);
            var (a, b) = swapped ? (other.Value, sample.Value) : (sample.Value, other.Value);
            if (!BinaryMath.IsComparison(expr.Operator) || matching.Bool)
                result.Add(new LogSample(labels, BinaryMath.Apply(expr.Operator, a, b)));
            else if (BinaryMath.Compare(expr.Operator, a, b))
                result.Add(new LogSample(labels, a));
        }

        return result;
    }

    static void CheckUnique(Dictionary<Labels, HashSet<Labels>> matched, Labels key, Labels labels, Matching matching)
    {
        var known = matched.TryGetValue(key, out var inserted);
        if (matching.Many == ManySide.None && known)
            throw new LogQlException("multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)", isInternal: true);
        if (inserted is null)
            matched[key] = inserted = [];
        if (!inserted.Add(labels))
            throw new LogQlException("multiple matches for labels: grouping labels must ensure unique matches", isInternal: true);
    }

    static Labels ResultLabels(Labels many, Labels one, Matching matching)
    {
        var labels = many;
        if (matching.Many == ManySide.None)
            labels = matching.On ? LabelGroups.Only(many, matching.Names ?? []) : LabelGroups.Without(many, matching.Names ?? []);
        foreach (var name in matching.Include ?? [])
            labels = LabelGroups.With(labels, name, one[name]);
        return labels;
    }
}
