using Almagest.Cli.Otlp;

namespace Almagest.Cli.Demo.Flows;

/// <summary>Calls over the network with the attributes of the semantic conventions (HTTP and database stable, RPC release candidate).</summary>
static class Wires
{
    const double NetworkMilliseconds = 0.4;

    /// <summary>Client and server span of an HTTP call inside the shop; the handler gives the status code.</summary>
    internal static int Http(this Call from, string service, string method, string route, Func<Call, int> handler)
    {
        var status = 0;
        from.Child(method, SpanKind.Client, client =>
        {
            var pod = client.World.Pick(service);
            client.Set("http.request.method", method);
            client.Set("url.full", $"http://{service}:8080{route}");
            client.Set("server.address", service);
            client.Set("server.port", 8080);
            client.Remote(pod, $"{method} {route}", SpanKind.Server, NetworkMilliseconds, server => status = Serve(server, method, route, handler));
            client.Set("http.response.status_code", status);
            if (status >= 400) client.Fail(status.ToString((IFormatProvider?)null), "");
        });
        return status;
    }

    /// <summary>Sets what a server span carries, runs the handler and marks failures.</summary>
    internal static int Serve(Call server, string method, string route, Func<Call, int> handler)
    {
        server.Set("http.request.method", method);
        server.Set("http.route", route);
        server.Set("url.path", route);
        server.Set("url.scheme", "http");
        server.Set("network.protocol.version", "1.1");
        server.Set("server.address", server.Pod.Service.Name);
        server.Count(Instruments.Active, 1, new Otlp.Attribute("http.request.method", method));
        var status = handler(server);
        server.Set("http.response.status_code", status);
        if (status >= 500 && !server.Failed) server.Fail(status.ToString((IFormatProvider?)null), "");
        server.Count(Instruments.Active, -1, new Otlp.Attribute("http.request.method", method));
        return status;
    }

    /// <summary>Client and server span of a gRPC call; the handler gives the status code by name.</summary>
    internal static bool Grpc(this Call from, string service, string method, Func<Call, string> handler)
    {
        var status = "OK";
        from.Child(method, SpanKind.Client, client =>
        {
            client.Set("rpc.system.name", "grpc");
            client.Set("rpc.method", method);
            client.Set("server.address", service);
            client.Set("server.port", 9090);
            client.Remote(client.World.Pick(service), method, SpanKind.Server, NetworkMilliseconds, server =>
            {
                server.Set("rpc.system.name", "grpc");
                server.Set("rpc.method", method);
                server.Set("network.peer.address", $"10.2.{server.Random.Next(4)}.{server.Random.Next(2, 250)}");
                status = handler(server);
                server.Set("rpc.response.status_code", status);
                if (status != "OK" && !server.Failed) server.Fail(status, "");
            });
            client.Set("rpc.response.status_code", status);
            if (status != "OK") client.Fail(status, $"{service} answered {status}");
        });
        return status == "OK";
    }

    /// <summary>A query of PostgreSQL.</summary>
    internal static void Postgres(this Call from, string operation, string table, string query, double milliseconds) =>
        from.Child($"{operation} {table}", SpanKind.Client, span =>
        {
            span.Set("db.system.name", "postgresql");
            span.Set("db.namespace", "shop");
            span.Set("db.collection.name", table);
            span.Set("db.operation.name", operation);
            span.Set("db.query.text", query);
            span.Set("server.address", "postgres.shop.svc");
            span.Set("server.port", 5432);
            span.Work(milliseconds);
        });

    /// <summary>A command of Redis.</summary>
    internal static void Redis(this Call from, string command, string key) => from.Child(command, SpanKind.Client, span =>
    {
        span.Set("db.system.name", "redis");
        span.Set("db.operation.name", command);
        span.Set("db.query.text", $"{command} {key}");
        span.Set("server.address", "redis.shop.svc");
        span.Set("server.port", 6379);
        span.Work(0.5);
    });

    /// <summary>A call of somebody else's HTTP service.</summary>
    internal static void External(this Call from, string host, string path, double milliseconds, int status) =>
        from.Child("POST", SpanKind.Client, span =>
        {
            span.Set("http.request.method", "POST");
            span.Set("url.full", $"https://{host}{path}");
            span.Set("server.address", host);
            span.Set("server.port", 443);
            span.Work(milliseconds);
            span.Set("http.response.status_code", status);
            if (status >= 400) span.Fail(status.ToString((IFormatProvider?)null), $"{host} answered {status}");
        });
}
