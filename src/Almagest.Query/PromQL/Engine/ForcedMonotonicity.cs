using System.Globalization;
using Almagest.Query.Common;
using Almagest.Query.PromQL.Syntax;

namespace Almagest.Query.PromQL.Engine;

/// <summary>The remark that buckets had to be made monotonic, with the extent of all occurrences.</summary>
sealed record ForcedMonotonicity(string Text, SourceSpan Span, long FromMs, long ToMs, double MinBucket, double MaxBucket, double MaxDiff, int Count) : Annotation(false, Text, Span)
{
    public override bool HasDetails => true;

    public override Annotation Merge(Annotation earlier) => earlier is not ForcedMonotonicity other
        ? this
        : other with
        {
            FromMs = Math.Min(FromMs, other.FromMs),
            ToMs = Math.Max(ToMs, other.ToMs),
            MinBucket = Math.Min(MinBucket, other.MinBucket),
            MaxBucket = Math.Max(MaxBucket, other.MaxBucket),
            MaxDiff = Math.Max(MaxDiff, other.MaxDiff),
            Count = other.Count + Count,
        };

    public override string Render(string query) =>
        $"{Text}, from buckets {GoFloat.General(MinBucket)} to {GoFloat.General(MaxBucket)}, with a max diff of {GoFloat.General(MaxDiff, 2)}, over {Count} samples from {Time(FromMs)} to {Time(ToMs)} ({PromQlParseException.Position(query, Span.Start)})";

    static string Time(long ms) => DateTimeOffset.FromUnixTimeSeconds(ms / 1000).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
