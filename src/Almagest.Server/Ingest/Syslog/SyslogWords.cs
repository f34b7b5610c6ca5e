namespace Almagest.Server.Ingest.Syslog;

/// <summary>The names of facilities and severities (RFC 5424, section 6.2.1), as rsyslog and Promtail write them.</summary>
static class SyslogWords
{
    static readonly byte[][] Facilities =
    [
        "kern"u8.ToArray(), "user"u8.ToArray(), "mail"u8.ToArray(), "daemon"u8.ToArray(), "auth"u8.ToArray(), "syslog"u8.ToArray(), "lpr"u8.ToArray(),
        "news"u8.ToArray(), "uucp"u8.ToArray(), "cron"u8.ToArray(), "authpriv"u8.ToArray(), "ftp"u8.ToArray(), "ntp"u8.ToArray(), "security"u8.ToArray(),
        "console"u8.ToArray(), "solaris-cron"u8.ToArray(), "local0"u8.ToArray(), "local1"u8.ToArray(), "local2"u8.ToArray(), "local3"u8.ToArray(),
        "local4"u8.ToArray(), "local5"u8.ToArray(), "local6"u8.ToArray(), "local7"u8.ToArray(),
    ];

    static readonly (byte[] Severity, byte[] Level)[] Severities =
    [
        ("emergency"u8.ToArray(), "fatal"u8.ToArray()), ("alert"u8.ToArray(), "fatal"u8.ToArray()), ("critical"u8.ToArray(), "critical"u8.ToArray()),
        ("error"u8.ToArray(), "error"u8.ToArray()), ("warning"u8.ToArray(), "warn"u8.ToArray()), ("notice"u8.ToArray(), "info"u8.ToArray()),
        ("informational"u8.ToArray(), "info"u8.ToArray()), ("debug"u8.ToArray(), "debug"u8.ToArray()),
    ];

    internal static ReadOnlySpan<byte> Facility(int number) => Facilities[number];

    internal static ReadOnlySpan<byte> Severity(int number) => Severities[number].Severity;

    /// <summary>The level of a line of this severity.</summary>
    internal static ReadOnlySpan<byte> Level(int severity) => Severities[severity].Level;
}
