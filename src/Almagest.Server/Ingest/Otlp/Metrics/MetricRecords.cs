using System.Buffers;
using Almagest.Server.Ingest.Otlp.Decoding;

namespace Almagest.Server.Ingest.Otlp.Metrics;

/// <summary>Takes the metrics of a request from the walk over its resources and scopes, and hands on their data points.</summary>
sealed class MetricRecords(PointDecoder points, ResourceScopeDecoder walker, DecodeContext context) : IRecordDecoder
{
    static readonly SearchValues<byte> NameBytes =
        SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz:"u8);

    RawKey _resourceKey;
    RawKey _scopeKey;
    ushort _retentionDays;
    ulong _lastTime;

    string IRecordDecoder.Signal => "Metrics";

    string IRecordDecoder.Records => "metrics";

    void IRecordDecoder.BeginResource(ReadOnlySpan<byte> resource)
    {
        _lastTime = 0;
        _resourceKey = default(RawKey).With(context.TenantHash).With(resource);
        _retentionDays = RecordRetention.Metrics(context, walker.Service);
    }

    void IRecordDecoder.BeginScope(ReadOnlySpan<byte> scope) => _scopeKey = _resourceKey.With(scope);

    void IRecordDecoder.Decode(ReadOnlySpan<byte> record, in RecordOrigin origin, RecordTally tally)
    {
        var head = NewHead(_scopeKey, origin.Resource);
        head.Scope = origin.Scope;
        head.ScopeId = walker.ScopeId;
        head.Message = record;
        ReadFields(ref head);
        if (head.Kind == MetricKind.None)
            return;
        ReadAggregation(ref head);
        head.Key = head.Key.With(head.Name).With(head.Unit).With((ulong)head.Kind * 2 + (head.Monotonic ? 1UL : 0));
        DecodePoints(head, origin.Path, tally);
    }

    void IRecordDecoder.EndResource(ReadOnlySpan<byte> resource)
    {
        if (_lastTime == 0)
            return;
        var head = NewHead(_resourceKey.With("target_info"u8), resource);
        head.Name = "target_info"u8;
        head.Description = "attributes of the resource"u8;
        points.TargetInfo(head, _lastTime);
    }

    MetricHead NewHead(RawKey key, ReadOnlySpan<byte> resource) => new() { Key = key, Resource = resource, ResourceId = walker.ResourceId, Days = _retentionDays };

    static void ReadFields(ref MetricHead head)
    {
        var reader = new ProtoReader(head.Message);
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
    }

    static void ReadAggregation(ref MetricHead head)
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

    // Hot path: per data point.
    void DecodePoints(in MetricHead head, in RecordPath path, RecordTally tally)
    {
        var fault = Fault(head);
        var index = 0;
        var reader = new ProtoReader(head.Data);
        while (reader.Next())
        {
            if (reader.Field != 1)
            {
                reader.Skip();
                continue;
            }

            var point = Point.Read(reader.Bytes(), head);
            if ((fault ?? points.Decode(head, point)) is { } reason)
            {
                tally.RejectPoint(path, head.Name, index++, reason);
                continue;
            }

            tally.Accept();
            _lastTime = Math.Max(_lastTime, point.Time);
            index++;
        }
    }

    static string? Fault(in MetricHead head)
    {
        if (head.Name.IndexOfAny(NameBytes) < 0)
            return "the name is empty or has no letter or digit of ASCII";
        return head.Kind is not (MetricKind.Gauge or MetricKind.Summary) && head.Temporality is not (1 or 2)
            ? $"the temporality {head.Temporality} is neither delta (1) nor cumulative (2)"
            : null;
    }
}
