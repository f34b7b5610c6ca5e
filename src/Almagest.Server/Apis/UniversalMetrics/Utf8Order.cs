namespace Almagest.Server.Apis.UniversalMetrics;

/// <summary>The order of texts by their UTF-8 bytes, in which labels are sorted; it differs from that of UTF-16 behind U+FFFF.</summary>
sealed class Utf8Order : IComparer<string>
{
    internal static readonly Utf8Order Instance = new();

    /// <inheritdoc/>
    public int Compare(string? x, string? y)
    {
        var (left, right) = ((x ?? "").EnumerateRunes(), (y ?? "").EnumerateRunes());
        while (true)
        {
            var (hasLeft, hasRight) = (left.MoveNext(), right.MoveNext());
            if (!hasLeft || !hasRight) return hasLeft.CompareTo(hasRight);
            if (left.Current != right.Current) return left.Current.CompareTo(right.Current);
        }
    }
}
