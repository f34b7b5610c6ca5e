namespace Almagest.Query.PromQL.Engine;

/// <summary>A remark at one place of the query, and when it was made.</summary>
/// <param name="Annotation">Its words.</param>
/// <param name="Inside">The subquery it was made in; null when in none.</param>
/// <param name="Times">The times of evaluation it is about, ascending; null when they are not known.</param>
/// <param name="Details">What it says at each time; null when that is always the same.</param>
sealed record PlacedRemark(Annotation Annotation, SubqueryTimes? Inside, long[]? Times, Annotation[]? Details)
{
    /// <summary>Whether it is the same remark at the same place.</summary>
    public bool IsAt(PlacedRemark other) => Annotation.Text == other.Annotation.Text && Annotation.Span == other.Annotation.Span && Inside == other.Inside;

    /// <summary>The remark as a query over these steps makes it; null when it makes none.</summary>
    public PlacedRemark? Within(long startMs, long endMs)
    {
        if (Times is null)
            throw new InvalidOperationException("a remark whose times are not known cannot be cut");
        (startMs, endMs) = Inside?.Of(startMs, endMs) ?? (startMs, endMs);
        var (first, end) = (LowerBound(Times, startMs), LowerBound(Times, endMs + 1));
        if (first >= end)
            return null;
        return first == 0 && end == Times.Length ? this : this with { Times = Times[first..end], Details = Details?[first..end] };
    }

    /// <summary>The remark with the times of a later answer, which inside subqueries may overlap.</summary>
    public PlacedRemark With(PlacedRemark later)
    {
        if (Times is null || later.Times is null)
            throw new InvalidOperationException("remarks whose times are not known cannot be joined");
        var kept = later.Times.Length == 0 ? Times.Length : LowerBound(Times, later.Times[0]);
        return this with
        {
            Times = [.. Times.AsSpan(0, kept), .. later.Times],
            Details = Details is null || later.Details is null ? null : [.. Details.AsSpan(0, kept), .. later.Details],
        };
    }

    /// <summary>All it says.</summary>
    public Annotation Whole()
    {
        if (Details is not [var whole, .. var rest])
            return Annotation;
        foreach (var detail in rest)
            whole = detail.Merge(whole);
        return whole;
    }

    static int LowerBound(long[] times, long time)
    {
        var at = Array.BinarySearch(times, time);
        return at < 0 ? ~at : at;
    }
}
