using System.Buffers;
using System.IO.Pipelines;
using Almagest.ClickHouse.Formats;
using Almagest.Model;
using Almagest.Telemetry.Writing;

namespace Almagest.Server.Apis.UniversalMetrics;

/// <summary>Takes one request in: good records are stored together, bad ones are counted and explained.</summary>
sealed class UniversalMetricsImport(TenantId tenant, UniversalMetricRows rows, UniversalMetricsOptions options)
{
    readonly List<RecordError> _errors = [];
    readonly HashSet<ulong> _registered = [];
    ulong _hash = XxHash64.Combine(UniversalMetricRows.HashOf(tenant.Value), (ulong)Signal.Metrics + 1);
    long _record;
    long _accepted;
    long _rejected;

    /// <summary>Reads a body to its end into <paramref name="batch"/>.</summary>
    /// <exception cref="UserErrorException">The body as a whole cannot be used.</exception>
    internal async Task<UniversalMetricsResponse> ReadAsync(PipeReader body, bool isLines, TelemetryBatch batch, CancellationToken ct)
    {
        if (!await new UniversalMetricsBody(body, isLines, options).ReadAsync(record => Add(record, batch), ct))
            throw new UserErrorException(UserErrorKind.Invalid, "empty_body", "the body is empty; send a record, an array of records or one record a line");
        batch.RequestHash = _hash;
        return new UniversalMetricsResponse(_accepted, _rejected, _errors);
    }

    void Add(ReadOnlySequence<byte> bytes, TelemetryBatch batch)
    {
        _record++;
        // Blank lines count, so that a record's number is the number of its line.
        if (bytes.IsEmpty) return;
        var utf8 = bytes.IsSingleSegment ? bytes.FirstSpan : bytes.ToArray();
        _hash = XxHash64.Combine(_hash, XxHash64.Hash(utf8));
        try
        {
            if (utf8.Length > options.MaxRecordBytes) throw new RecordFault(null, $"is larger than {options.MaxRecordBytes} bytes");
            rows.Add(tenant, UniversalMetricReader.Read(utf8), batch, _registered);
            _accepted++;
        }
        catch (RecordFault fault)
        {
            _rejected++;
            if (_errors.Count < options.MaxErrors) _errors.Add(new RecordError(_record, fault.Field, Describe(fault)));
        }
    }

    string Describe(RecordFault fault) =>
        fault.Field is null ? $"record {_record} {fault.Message}" : $"record {_record}: field \"{fault.Field}\" {fault.Message}";
}
