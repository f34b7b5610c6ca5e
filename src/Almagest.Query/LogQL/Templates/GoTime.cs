namespace Almagest.Query.LogQL.Templates;

/// <summary>A moment in a time zone.</summary>
/// <param name="UnixNano">Nanoseconds since 1970.</param>
/// <param name="Zone">The zone it is printed in.</param>
sealed record GoTime(long UnixNano, TimeZoneInfo Zone)
{
    /// <summary>Clock and calendar in the zone, to 100 ns.</summary>
    internal DateTimeOffset Local => TimeZoneInfo.ConvertTime(DateTimeOffset.UnixEpoch.AddTicks(UnixNano / 100), Zone);

    /// <summary>Go's own form: <c>2006-01-02 15:04:05.999999999 -0700 MST</c>.</summary>
    public override string ToString() => GoTimeLayout.Format("2006-01-02 15:04:05.999999999 -0700 MST", this);
}
