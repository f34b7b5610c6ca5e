using Almagest.ClickHouse.Formats;
using Almagest.Model;
using Almagest.Server.Ingest.Logs;
using Almagest.Server.Ingest.Logs.Network;

namespace Almagest.Server.Ingest.Syslog;

/// <summary>Stores messages that were gathered one behind the other, each with its length before it.</summary>
sealed class SyslogReceiver(LogIntake intake, SyslogOptions options, TimeProvider time)
{
    static readonly byte[] Source = "syslog"u8.ToArray();

    readonly TenantId _tenant = new(options.Tenant);
    readonly SyslogParser _parser = new(Zone(options.TimeZone), time);

    /// <summary>Stores messages; waits while the store cannot take them.</summary>
    internal Task StoreAsync(ByteBuffer messages, CancellationToken ct) => intake.StoreUntilTakenAsync(_tenant, Source, messages.Memory, batch =>
    {
        using var writer = new SyslogWriter(batch, intake.Streams, _parser);
        var rest = messages.Span;
        while (Gathered.TryNext(ref rest, out var message))
            writer.Append(message);
    }, ct);

    static TimeZoneInfo Zone(string name) => TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone
        : throw new UserErrorException(UserErrorKind.Invalid, "invalid_time_zone", $"syslog.time_zone \"{name}\" is not known: expected a name such as Europe/Berlin");
}
