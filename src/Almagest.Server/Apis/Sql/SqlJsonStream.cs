using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Almagest.ClickHouse.Http;
using Microsoft.AspNetCore.Http;

namespace Almagest.Server.Apis.Sql;

/// <summary>
/// Writes a running query's result as one JSON object while it arrives. Rows are copied as the store wrote them, so memory
/// stays flat whatever the result's size. Nothing is sent before the columns are known: until then an error has its own status.
/// </summary>
sealed class SqlJsonStream(RawResult result, string queryId, int limit, TimeProvider time, long startedAt)
{
    const int FlushBytes = 64 * 1024;

    long _rows;
    long _rowsRead;
    long _bytesRead;
    long _unflushed;
    bool _truncated;
    byte[]? _totals;

    /// <summary>Copies the result to its end or its limit.</summary>
    /// <exception cref="ClickHouseException">The query failed before anything was written.</exception>
    internal async Task WriteAsync(HttpResponse response, Func<ClickHouseException, SqlProblemResponse> explain, CancellationToken ct)
    {
        var lines = PipeReader.Create(result.Body, new StreamPipeReaderOptions(bufferSize: FlushBytes, leaveOpen: true));
        try
        {
            SqlProblemResponse? error = null;
            try
            {
                await CopyAsync(lines, response, ct);
            }
            catch (ClickHouseException failed) when (response.HasStarted || _unflushed > 0)
            {
                error = explain(failed);
            }

            if (!response.HasStarted && _unflushed == 0) Begin(response, []);
            End(response.BodyWriter, error);
            await response.BodyWriter.FlushAsync(ct);
        }
        finally
        {
            await lines.CompleteAsync();
        }
    }

    async Task CopyAsync(PipeReader lines, HttpResponse response, CancellationToken ct)
    {
        while (!_truncated)
        {
            var read = await lines.ReadAsync(ct);
            var rest = Lines(read.Buffer, response);
            lines.AdvanceTo(rest, read.Buffer.End);
            if (_unflushed >= FlushBytes) await FlushAsync(response.BodyWriter, ct);
            if (read.IsCompleted) return;
        }
    }

    SequencePosition Lines(ReadOnlySequence<byte> buffer, HttpResponse response)
    {
        var reader = new SequenceReader<byte>(buffer);
        while (!_truncated && reader.TryReadTo(out ReadOnlySequence<byte> line, (byte)'\n')) Line(line, response);
        return reader.Position;
    }

    // Hot path: per row.
    void Line(ReadOnlySequence<byte> line, HttpResponse response)
    {
        var row = EngineLine.Row(line);
        if (!row.IsEmpty) Row(row, response.BodyWriter);
        else if (EngineLine.Columns(line) is { } columns) Begin(response, columns);
        else if (EngineLine.Progress(line) is { } progress) (_rowsRead, _bytesRead) = (Math.Max(_rowsRead, progress.Rows), Math.Max(_bytesRead, progress.Bytes));
        else if (EngineLine.Totals(line) is { IsEmpty: false } totals) _totals = totals.ToArray();
    }

    void Row(ReadOnlySequence<byte> row, PipeWriter body)
    {
        if (_rows == limit)
        {
            _truncated = true;
            return;
        }

        body.Write(_rows++ == 0 ? "\n"u8 : ",\n"u8);
        foreach (var part in row) body.Write(part.Span);
        _unflushed += row.Length + 2;
    }

    void Begin(HttpResponse response, IReadOnlyList<SqlColumn> columns)
    {
        response.ContentType = "application/json; charset=utf-8";
        var body = response.BodyWriter;
        body.Write("{\"queryId\":"u8);
        body.Write(JsonSerializer.SerializeToUtf8Bytes(queryId, SqlJsonContext.Default.String));
        body.Write(",\"columns\":"u8);
        body.Write(JsonSerializer.SerializeToUtf8Bytes(columns, SqlJsonContext.Default.IReadOnlyListSqlColumn));
        body.Write(",\"rows\":["u8);
        _unflushed += 1;
    }

    void End(PipeWriter body, SqlProblemResponse? error)
    {
        var statistics = new SqlStatistics(
            _rows,
            Math.Max(_rowsRead, result.Statistics.ReadRows),
            Math.Max(_bytesRead, result.Statistics.ReadBytes),
            Math.Round(time.GetElapsedTime(startedAt).TotalMilliseconds, 3),
            result.Statistics.MemoryBytes);
        body.Write("]"u8);
        if (_totals is not null)
        {
            body.Write(",\"totals\":"u8);
            body.Write(_totals);
        }

        body.Write(",\n\"statistics\":"u8);
        body.Write(JsonSerializer.SerializeToUtf8Bytes(statistics, SqlJsonContext.Default.SqlStatistics));
        body.Write(_truncated ? ",\"truncated\":true"u8 : ",\"truncated\":false"u8);
        if (error is not null)
        {
            body.Write(",\"error\":"u8);
            body.Write(JsonSerializer.SerializeToUtf8Bytes(error, SqlJsonContext.Default.SqlProblemResponse));
        }

        body.Write("}\n"u8);
    }

    async Task FlushAsync(PipeWriter body, CancellationToken ct)
    {
        _unflushed = 1;
        var flushed = await body.FlushAsync(ct);
        // Nobody reads any more: ending here disposes the result, which stops the query.
        if (flushed.IsCompleted) throw new OperationCanceledException("the client went away");
    }
}
