using System.Buffers;
using System.Text;
using Almagest.Server.Ingest.Otlp.Decoding;
using Almagest.Telemetry.Writing;

namespace Almagest.Server.Ingest.Otlp.Metrics;

/// <summary>
/// Decodes one ExportMetricsServiceRequest
/// (https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/metrics/v1/metrics.proto) into rows. Made per
/// request; the cache and the totals are shared. Whoever calls <see cref="Decode"/> must end <see cref="Pending"/>: commit after the
/// rows are stored, roll back when they are not or when decoding throws.
/// </summary>
sealed class MetricDecoder(SeriesCache cache, DeltaState state)
{
    const int MaxReasons = 3;

    static readonly SearchValues<byte> NameBytes =
        SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz:"u8);

    readonly List<string> _reasons = [];
    int _accepted;
    int _rejected;
    ulong _lastTime;

    /// <summary>What the request adds to running totals.</summary>
    internal PendingDeltas Pending { get; } = state.Begin();

    /// <summary>Fills <paramref name="batch"/>; after an exception it holds half a request and must be dropped.</summary>
    /// <exception cref="OtlpFormatException">The bytes are not a valid request.</exception>
    /// <exception cref="DeltaConflictException">Another request adds to the same series: answer 503.</exception>
    internal DecodeResult Decode(ReadOnlySpan<byte> request, TelemetryBatch batch, DecodeContext context)
    {
        var rows = new MetricRows(batch, context);
        var points = new PointDecoder(rows, cache, Pending);
        var reader = new ProtoReader(request);
        while (reader.Next())
        {
            if (reader.Field == 1)
                Resource(rows, points, reader.Bytes());
            else
                reader.Skip();
        }

        return new(_accepted, _rejected, string.Join("; ", _reasons));
    }

    // Fields come in any order, so what stands above the list is looked up first: ResourceMetrics and ScopeMetrics are alike.
    static void Envelope(ReadOnlySpan<byte> message, out ReadOnlySpan<byte> owner, out ReadOnlySpan<byte> schemaUrl)
    {
        owner = schemaUrl = default;
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            if (reader.Field == 1)
                owner = reader.Bytes();
            else if (reader.Field == 3)
                schemaUrl = reader.Bytes();
            else
                reader.Skip();
        }
    }

    void Resource(MetricRows rows, PointDecoder points, ReadOnlySpan<byte> message)
    {
        Envelope(message, out var resource, out var schemaUrl);
        _lastTime = 0;
        var head = new MetricHead
        {
            Resource = resource,
            ResourceId = ResourceScopeRows.Id(resource, schemaUrl),
            Key = default(RawKey).With(rows.Context.TenantHash).With(resource),
            Days = RetentionDays(rows.Context, resource),
        };
        ResourceScopeRows.Resource(rows, resource, schemaUrl);
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            if (reader.Field == 2)
                Scope(rows, points, head, reader.Bytes());
            else
                reader.Skip();
        }

        if (_lastTime != 0)
            TargetInfo(rows, head);
    }

    void Scope(MetricRows rows, PointDecoder points, MetricHead head, ReadOnlySpan<byte> message)
    {
        Envelope(message, out var scope, out var schemaUrl);
        ResourceScopeRows.Scope(rows, scope, schemaUrl);
        head.Scope = scope;
        head.ScopeId = ResourceScopeRows.Id(scope, schemaUrl);
        head.Key = head.Key.With(scope);
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            if (reader.Field == 2)
                Metric(points, head, reader.Bytes());
            else
                reader.Skip();
        }
    }

    void Metric(PointDecoder points, MetricHead head, ReadOnlySpan<byte> message)
    {
        head.Message = message;
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    head.Name = reader.Bytes();
                    break;
                case 2:
                    head.Description = reader.Bytes();
                    break;
                case 3:
                    head.Unit = reader.Bytes();
                    break;
                case 5 or 7 or 9 or 10 or 11:
                    head.Kind = (MetricKind)reader.Field;
                    head.Data = reader.Bytes();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        if (head.Kind != MetricKind.None)
            Points(points, head);
    }

    void Points(PointDecoder points, MetricHead head)
    {
        Aggregation(ref head);
        head.Key = head.Key.With(head.Name).With(head.Unit).With((ulong)head.Kind * 2 + (head.Monotonic ? 1UL : 0));
        var problem = Problem(head);
        var reader = new ProtoReader(head.Data);
        while (reader.Next())
        {
            if (reader.Field != 1)
            {
                reader.Skip();
                continue;
            }

            var point = Point.Read(reader.Bytes(), head);
            var reason = problem ?? points.Decode(head, point);
            if (reason is null)
            {
                _accepted++;
                _lastTime = Math.Max(_lastTime, point.Time);
                continue;
            }

            _rejected++;
            if (_reasons.Count < MaxReasons)
                _reasons.Add($"metric \"{Encoding.UTF8.GetString(head.Name)}\": {reason}");
        }
    }

    static void Aggregation(ref MetricHead head)
    {
        if (head.Kind is MetricKind.Gauge or MetricKind.Summary)
            return;
        var reader = new ProtoReader(head.Data);
        while (reader.Next())
        {
            if (reader.Field == 2)
                head.Temporality = (int)reader.UInt64();
            else if (reader.Field == 3 && head.Kind == MetricKind.Sum)
                head.Monotonic = reader.UInt64() != 0;
            else
                reader.Skip();
        }
    }

    static string? Problem(in MetricHead head)
    {
        if (head.Name.IndexOfAny(NameBytes) < 0)
            return "the name is empty or has no letter or digit of ASCII";
        return head.Kind is not (MetricKind.Gauge or MetricKind.Summary) && head.Temporality is not (1 or 2)
            ? $"the temporality {head.Temporality} is neither delta (1) nor cumulative (2)"
            : null;
    }

    void TargetInfo(MetricRows rows, MetricHead head)
    {
        var key = head.Key.With("target_info"u8);
        if (!cache.TryGet(key, out var series))
            cache.Add(key, series = ResourceLabels.TargetInfo(head.Resource) is { } entry ? [entry] : []);
        if (series.Length == 0)
            return;
        head.Name = "target_info"u8;
        head.Description = "attributes of the resource"u8;
        rows.Series(head, series[0], "info", "int");
        rows.Sample(head, new Point { Time = _lastTime }, series[0], 1);
    }

    static ushort RetentionDays(DecodeContext context, ReadOnlySpan<byte> resource)
    {
        if (context.Retention.Rules.Count == 0)
            return (ushort)context.Retention.MetricsDays;
        var service = ResourceLabels.Find(ResourceLabels.Attributes(resource, 1), "service.name");
        foreach (var rule in context.Retention.Rules)
        {
            if ((rule.Tenant is null || rule.Tenant == context.Tenant.Value) && (rule.Service is null || rule.Service == service))
                return (ushort)(rule.MetricsDays ?? context.Retention.MetricsDays);
        }

        return (ushort)context.Retention.MetricsDays;
    }
}
