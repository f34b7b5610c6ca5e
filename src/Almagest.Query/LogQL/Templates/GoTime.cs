namespace Almagest.Query.LogQL.Templates;

/// <summary>A moment in a time zone.</summary>
/// <param name="UnixNano">Nanoseconds since 1970.</param>
/// <param name="Zone">The zone it is printed in.</param>
sealed record GoTime(long UnixNano, TimeZoneInfo Zone)
{
    // Go's zero time is far before the first time that fits into nanoseconds; this is what Go makes of it.
    internal const long ZeroNano = -6795364578871345152;

    /// <summary>Nanoseconds of the second.</summary>
    internal long FractionNano => UnixNano == ZeroNano ? 0 : UnixNano;

    /// <summary>Clock and calendar in the zone, to 100 ns.</summary>
    internal DateTimeOffset Local => UnixNano == ZeroNano ? DateTimeOffset.MinValue : TimeZoneInfo.ConvertTime(DateTimeOffset.UnixEpoch.AddTicks(UnixNano / 100), Zone);

    /// <summary>Go's own form: <c>2006-01-02 15:04:05.999999999 -0700 MST</c>.</summary>
    public override string ToString() => GoTimeLayout.Format("2006-01-02 15:04:05.999999999 -0700 MST", this);
}
