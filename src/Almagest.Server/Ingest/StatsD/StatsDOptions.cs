using System.ComponentModel.DataAnnotations;

namespace Almagest.Server.Ingest.StatsD;

/// <summary>Where StatsD clients may send, under <c>statsd:</c> in the configuration file. Off unless an address is given.</summary>
public sealed class StatsDOptions
{
    /// <summary>Address for datagrams, such as <c>127.0.0.1:8125</c>; empty, the default, for none.</summary>
    public string Udp { get; init; } = "";

    /// <summary>Address for connections, lines ended by <c>\n</c>; empty, the default, for none.</summary>
    public string Tcp { get; init; } = "";

    /// <summary>How often values are stored. Between 1 s and 10 min; default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan FlushInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a series without news is still stored, before it ends. Between 10 s and 7 days; default 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "7.00:00:00")]
    public TimeSpan SeriesTtl { get; init; } = TimeSpan.FromHours(1);
}
