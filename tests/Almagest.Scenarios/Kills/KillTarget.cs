using Almagest.Cli.Otlp;
using Almagest.Scenarios.Fixtures;

namespace Almagest.Scenarios.Kills;

/// <summary>Where clients send to; a new one after every restart, because the ports change.</summary>
sealed class KillTarget : IDisposable
{
    KillTarget(HttpClient client, Uri address, OtlpSender http, OtlpSender grpc) => (Client, Address, Http, Grpc) = (client, address, http, grpc);

    internal HttpClient Client { get; }
    internal Uri Address { get; }
    internal OtlpSender Http { get; }
    internal OtlpSender Grpc { get; }

    internal static async Task<KillTarget> OfAsync(ServerProcess server, HttpClient client)
    {
        var endpoints = (await server.OverviewAsync(client))["endpoints"]!;
        return new KillTarget(client, server.Address, new OtlpHttpSender(new Uri(endpoints["otlpHttp"]!.ToString())), new OtlpGrpcSender(new Uri(endpoints["otlpGrpc"]!.ToString())));
    }

    public void Dispose()
    {
        Http.Dispose();
        Grpc.Dispose();
    }
}
