namespace Almagest.Server.Ingest.Jaeger;

/// <summary>Where Jaeger's clients may send besides the main port.</summary>
public sealed class JaegerOptions
{
    /// <summary>Address for the agent's protocol (Thrift compact by UDP), such as <c>127.0.0.1:6831</c>; empty, the default, for none.</summary>
    public string Udp { get; init; } = "";
}
