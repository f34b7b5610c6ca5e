using System.ComponentModel.DataAnnotations;

namespace Almagest.Server.Platform.Configuration;

/// <summary>Where the server keeps its data and where it listens; every flag of <c>almagest serve</c> is one of these.</summary>
public sealed class ServerOptions
{
    /// <summary>Folder of everything that is kept. Default <c>./data</c>.</summary>
    [Required]
    public string Data { get; init; } = "./data";

    /// <summary>Address of the pages and APIs, <c>host:port</c>; port 0 takes a free one. Default <c>127.0.0.1:4242</c>.</summary>
    public string Listen { get; init; } = "127.0.0.1:4242";

    /// <summary>
    /// Further addresses of the pages and APIs, such as those that clients of Jaeger (14268) and Zipkin (9411) send to unless told otherwise. Default: none.
    /// </summary>
    public IReadOnlyList<string> AlsoListen { get; init; } = [];

    /// <summary>Address of OTLP over gRPC. Default <c>127.0.0.1:4317</c>.</summary>
    public string OtlpGrpc { get; init; } = "127.0.0.1:4317";

    /// <summary>Address of OTLP over HTTP, beside the main one. Default <c>127.0.0.1:4318</c>.</summary>
    public string OtlpHttp { get; init; } = "127.0.0.1:4318";

    /// <summary>Address of syslog, by TCP and UDP; empty, the default, for none.</summary>
    public string SyslogListen { get; init; } = "";

    /// <summary>Address of Beats' protocol (Lumberjack), such as <c>127.0.0.1:5044</c>; empty, the default, for none.</summary>
    public string BeatsListen { get; init; } = "";

    /// <summary>
    /// URL of a ClickHouse to use instead of the embedded engine, <c>http://user:password@host:8123/database</c>. Default: none.
    /// </summary>
    public string? Store { get; init; }

    /// <summary>
    /// Account of that ClickHouse that runs what people type, <c>user:password</c>: it may only select, and has a row policy on every public
    /// table. Default: none, and then people's SQL is refused.
    /// </summary>
    public string? StoreReader { get; init; }
}
