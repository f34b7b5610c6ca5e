using System.Globalization;
using Almagest.Model;
using Almagest.Telemetry.Live;

namespace Almagest.Server.Features.Live;

/// <summary>Turns stored rows into what the stream shows, written as the store would write them.</summary>
static class LiveRecords
{
    const long TicksPerMilli = TimeSpan.TicksPerMillisecond;

    internal static LiveSpan Of(SpanRow row) => new(
        Nanos(row.TimeUnixNano), row.Service, row.Name, Lower(row.Kind), row.DurationNano.ToString(CultureInfo.InvariantCulture), Lower(row.Status),
        row.TraceId, row.SpanId, row.Attributes, row.Resource);

    internal static LiveLog Of(LogRow row) => new(
        Nanos(row.TimeUnixNano), row.Service, row.Level, row.SeverityNumber, row.Body, row.TraceId, row.SpanId, row.Attributes, row.Resource);

    internal static LiveSample Of(SampleRow row) => new(
        At(row.TimeUnixMilli * TicksPerMilli).ToString("yyyy-MM-ddTHH:mm:ss.fff'Z'", CultureInfo.InvariantCulture), row.Metric, row.Value,
        row.Labels.Where(static l => l.Name != Labels.MetricName).ToDictionary(static l => l.Name, static l => l.Value), row.Type, row.Unit);

    static string Nanos(long unixNano)
    {
        var (ticks, rest) = Math.DivRem(unixNano, 100);
        // The store shows moments before 1970 too, and there the remainder is negative.
        if (rest < 0)
            (ticks, rest) = (ticks - 1, rest + 100);
        return string.Create(CultureInfo.InvariantCulture, $"{At(ticks):yyyy-MM-ddTHH:mm:ss.fffffff}{rest:00}Z");
    }

    static DateTime At(long ticksSince1970) => DateTime.UnixEpoch.AddTicks(ticksSince1970);

    static string Lower<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
