using System.Text;
using Almagest.Server.Platform.Configuration;

namespace Almagest.Server.Ingest.Otlp.Decoding;

/// <summary>Days the rows of a service are kept.</summary>
static class RecordRetention
{
    /// <summary>Days spans of <paramref name="service"/> are kept.</summary>
    internal static ushort Traces(DecodeContext context, byte[] service) =>
        (ushort)(Rule(context, service)?.TracesDays ?? context.Retention.TracesDays);

    /// <summary>Days log records of <paramref name="service"/> are kept.</summary>
    internal static ushort Logs(DecodeContext context, byte[] service) =>
        (ushort)(Rule(context, service)?.LogsDays ?? context.Retention.LogsDays);

    /// <summary>Days samples of <paramref name="service"/> are kept.</summary>
    internal static ushort Metrics(DecodeContext context, byte[] service) =>
        (ushort)(Rule(context, service)?.MetricsDays ?? context.Retention.MetricsDays);

    static RetentionRule? Rule(DecodeContext context, byte[] service)
    {
        if (context.Retention.Rules.Count == 0)
            return null;
        var name = Encoding.UTF8.GetString(service);
        return context.Retention.Rules.FirstOrDefault(
            r => (r.Tenant is null || r.Tenant == context.Tenant.Value) && (r.Service is null || r.Service == name));
    }
}
