using Almagest.Model;
using Almagest.Query.PromQL.Syntax;

namespace Almagest.Query.PromQL.Engine;

/// <summary>The columns of both sides that share the labels to be matched.</summary>
sealed class Signature
{
    public List<StepColumn> Left { get; } = [];

    public List<StepColumn> Right { get; } = [];
}

/// <summary>Pairs the columns of two vectors by the labels that count, once for all steps.</summary>
sealed class SignaturePairs
{
    readonly LabelSubset _subset;
    readonly Dictionary<Labels, Signature> _byLabels;

    public SignaturePairs(VectorMatching matching, List<StepColumn> left, List<StepColumn> right)
    {
        (Left, Right) = (left, right);
        _subset = new LabelSubset(matching.On ? matching.Labels : [.. matching.Labels, Labels.MetricName], without: !matching.On);
        _byLabels = new Dictionary<Labels, Signature>(_subset);
        foreach (var column in left)
            Find(column.Labels).Left.Add(column);
        foreach (var column in right)
            Find(column.Labels).Right.Add(column);
    }

    public List<StepColumn> Left { get; }

    public List<StepColumn> Right { get; }

    /// <summary>All, in order of appearance.</summary>
    public List<Signature> All { get; } = [];

    /// <summary>The labels that are matched.</summary>
    public Labels MatchedLabels(Labels labels) => _subset.Of(labels);

    public Signature Find(Labels labels)
    {
        if (_byLabels.TryGetValue(labels, out var signature))
            return signature;
        signature = new Signature();
        _byLabels[labels] = signature;
        All.Add(signature);
        return signature;
    }
}
