using Almagest.Model;
using Almagest.Query.PromQL.Syntax;
using Almagest.Query.PromQL.Values;

namespace Almagest.Query.PromQL.Engine;

/// <summary>Arithmetic and comparison between two vectors. In what follows "many" is the side that may have several series per partner, "one" the other.</summary>
sealed class VectorOperation(Evaluator evaluator, BinaryOperator body, VectorMatching matching, bool returnBool, SignaturePairs pairs)
{
    readonly bool _swapped = matching.Cardinality == MatchCardinality.OneToMany;
    readonly bool _oneToOne = matching.Cardinality == MatchCardinality.OneToOne;
    readonly Dictionary<(Labels, Labels), Labels> _resultLabels = [];
    readonly HashSet<Labels> _inserted = [];
    readonly ColumnSet _output = new(evaluator);

    public List<StepColumn> Run()
    {
        if (_oneToOne && matching.FillLeft is null && matching.FillRight is null && TryColumns() is { } columns)
            return columns;
        var (fillMany, fillOne) = (matching.FillLeft, matching.FillRight);
        for (var step = 0; step < evaluator.Grid.Count; step++)
        {
            evaluator.Context.CheckTime();
            var anyLeft = pairs.Left.Exists(column => column.Has(step));
            var anyRight = pairs.Right.Exists(column => column.Has(step));
            if ((!anyLeft && !anyRight) || ((!anyLeft || !anyRight) && matching.FillLeft is null && matching.FillRight is null))
                continue;
            CheckOnes(step);
            foreach (var signature in pairs.All)
                Step(signature, step, fillMany, fillOne);
        }

        pairs.Left.ForEach(static column => column.Release());
        pairs.Right.ForEach(static column => column.Release());
        return _output.Columns;
    }

    // Each series has one partner at most: whole columns are combined in place. Null when it is not so simple.
    List<StepColumn>? TryColumns()
    {
        foreach (var signature in pairs.All)
            if (signature.Left.Count > 1 || signature.Right.Count > 1)
                return null;
        var columns = new List<StepColumn>(pairs.All.Count);
        foreach (var signature in pairs.All)
        {
            if (signature.Left.Count + signature.Right.Count < 2)
            {
                (signature.Left.FirstOrDefault() ?? signature.Right[0]).Release();
                continue;
            }

            evaluator.Context.CheckTime();
            var (left, right) = (signature.Left[0], signature.Right[0]);
            for (var word = 0; word < left.Present.Length; word++)
                left.Present[word] &= right.Present[word];
            for (var step = StepBits.Next(left.Present, 0); step >= 0; step = StepBits.Next(left.Present, step + 1))
                Put(left, step, body.Samples(left.Values[step], left.Histogram(step), right.Values[step], right.Histogram(step), step));
            left.Labels = ResultLabels(left.Labels, right.Labels);
            left.DropName = returnBool;
            right.Release();
            if (left.IsEmpty)
                left.Release();
            else
                columns.Add(left);
        }

        return evaluator.Grid.IsInstant && evaluator.Context.Features.DelayedNameRemoval ? columns : ColumnMerge.Merge(columns);
    }

    void Put(StepColumn column, int step, OperatorResult result)
    {
        if (!result.Valid || (!result.Keep && !returnBool))
            column.Remove(step);
        else if (returnBool)
            column.Set(step, result.Keep ? 1 : 0);
        else
            column.Set(step, result.Value, result.Histogram);
    }

    void CheckOnes(int step)
    {
        foreach (var signature in pairs.All)
        {
            StepColumn? found = null;
            foreach (var column in _swapped ? signature.Left : signature.Right)
            {
                if (!column.Has(step))
                    continue;
                if (found is not null)
                    throw Duplicate(column.Labels, found.Labels);
                found = column;
            }
        }
    }

    PromQlException Duplicate(Labels one, Labels other)
    {
        string[] both = [PromQlText.Of(one), PromQlText.Of(other)];
        Array.Sort(both, StringComparer.Ordinal);
        var matched = PromQlText.Of(pairs.MatchedLabels(one));
        return new PromQlException($"found duplicate series for the match group {matched} on the {(_swapped ? "left" : "right")} hand-side of the operation: [{both[0]}, {both[1]}];many-to-many matching not allowed: matching labels must be unique on one side");
    }

    void Step(Signature signature, int step, double? fillMany, double? fillOne)
    {
        _inserted.Clear();
        var matched = false;
        var one = (_swapped ? signature.Left : signature.Right).Find(column => column.Has(step));
        foreach (var many in _swapped ? signature.Right : signature.Left)
        {
            if (!many.Has(step))
                continue;
            var (value, histogram) = (many.Values[step], many.Histogram(step));
            if (one is not null)
                matched |= Combine((many.Labels, value, histogram), (one.Labels, one.Values[step], one.Histogram(step)), step, matched);
            else if (fillOne is { } fill)
                matched |= Combine((many.Labels, value, histogram), (pairs.MatchedLabels(many.Labels), fill, null), step, matched);
        }

        if (!matched && one is not null && fillMany is { } filled)
            Combine((pairs.MatchedLabels(one.Labels), filled, null), (one.Labels, one.Values[step], one.Histogram(step)), step, matched);
    }

    // Returns whether the two count as matched, which they do even when a comparison filters the result out.
    bool Combine((Labels Labels, double Value, FloatHistogram? Histogram) many, (Labels Labels, double Value, FloatHistogram? Histogram) one, int step, bool matchedBefore)
    {
        var result = _swapped
            ? body.Samples(one.Value, one.Histogram, many.Value, many.Histogram, step)
            : body.Samples(many.Value, many.Histogram, one.Value, one.Histogram, step);
        if (!result.Valid)
            return false;
        var labels = ResultLabels(many.Labels, one.Labels);
        if (_oneToOne && matchedBefore)
            throw new PromQlException("multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)");
        if (!_oneToOne && !_inserted.Add(labels))
            throw new PromQlException("multiple matches for labels: grouping labels must ensure unique matches");
        if (returnBool)
            _output.Add(labels, true, step, result.Keep ? 1 : 0, null);
        else if (result.Keep)
            _output.Add(labels, false, step, result.Value, result.Histogram);
        return true;
    }

    Labels ResultLabels(Labels many, Labels one)
    {
        if (_resultLabels.TryGetValue((many, one), out var labels))
            return labels;
        labels = body.ChangesMetric || (returnBool && !evaluator.Context.Features.DelayedNameRemoval) ? LabelSets.WithoutMetadata(many) : many;
        if (_oneToOne)
            labels = matching.On ? LabelSets.Only(labels, [.. matching.Labels]) : LabelSets.Without(labels, [.. matching.Labels]);
        foreach (var name in matching.Include)
            labels = LabelSets.With(labels, name, one[name]);
        return _resultLabels[(many, one)] = labels;
    }
}
