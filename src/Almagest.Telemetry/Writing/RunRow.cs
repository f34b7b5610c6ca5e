namespace Almagest.Telemetry.Writing;

/// <summary>What will be a row of <c>sample_runs</c>: samples of one series and hour with one start and retention.</summary>
/// <param name="Tenant">The number of its text.</param>
/// <param name="Metric">The number of its text.</param>
/// <param name="Hour">Hours since 1970.</param>
/// <param name="Series">Hash of name and labels.</param>
/// <param name="StartTime">Start of the accumulation, nanoseconds since 1970; 0 when unknown.</param>
/// <param name="RetentionDays">Days after which the row is removed.</param>
/// <param name="EndSample">How many samples all rows up to this one have.</param>
readonly record struct RunRow(int Tenant, int Metric, int Hour, ulong Series, long StartTime, ushort RetentionDays, int EndSample)
{
    const int LastHour = (int)(uint.MaxValue / 3600);

    /// <summary>Seconds since 1970, as near as the type of the column allows.</summary>
    internal uint HourSeconds => (uint)Math.Clamp(Hour, 0, LastHour) * 3600;
}
