namespace Almagest.Server.Ingest.Syslog;

/// <summary>The parts of a message as slices of it; empty where it has none.</summary>
ref struct SyslogMessage
{
    /// <summary>0 kernel to 23 local7.</summary>
    internal int Facility;

    /// <summary>0 emergency to 7 debug.</summary>
    internal int Severity;

    /// <summary>Nanoseconds since 1970; null when it has none that can be read.</summary>
    internal long? Time;

    internal ReadOnlySpan<byte> Host;
    internal ReadOnlySpan<byte> App;
    internal ReadOnlySpan<byte> ProcessId;
    internal ReadOnlySpan<byte> MessageId;

    /// <summary>As written: <c>[id name="value"]…</c>.</summary>
    internal ReadOnlySpan<byte> StructuredData;

    internal ReadOnlySpan<byte> Text;
}
