using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Almagest.Model;

namespace Almagest.Server.Apis.UniversalMetrics;

/// <summary>
/// Cuts a request into records while it arrives: one object, an array, objects one after the other, or lines (NDJSON). Memory
/// is bounded by one record.
/// </summary>
sealed class UniversalMetricsBody(PipeReader body, bool isLines, UniversalMetricsOptions options)
{
    static readonly JsonReaderOptions ManyValues = new() { AllowMultipleValues = true, MaxDepth = 17 };

    JsonReaderState _state = new(ManyValues);
    long _consumed;

    /// <summary>Hands each record to <paramref name="sink"/> as the bytes of one JSON value; of lines also the blank ones, as no bytes.</summary>
    /// <returns>False when there is no body.</returns>
    /// <exception cref="UserErrorException">The body is too large, or is not JSON from some place on: nothing of it may be kept.</exception>
    internal async Task<bool> ReadAsync(Action<ReadOnlySequence<byte>> sink, CancellationToken ct)
    {
        while (true)
        {
            var read = await body.ReadAsync(ct);
            if (read.IsCompleted && read.Buffer.IsEmpty && _consumed == 0) return false;
            var rest = isLines ? Lines(read.Buffer, read.IsCompleted, sink) : Values(read.Buffer, read.IsCompleted, sink);
            var left = read.Buffer.Slice(rest);
            _consumed += read.Buffer.Length - left.Length;
            if (_consumed + left.Length > options.MaxBodyBytes)
                throw new UserErrorException(UserErrorKind.TooLarge, "body_too_large", $"the body is larger than {options.MaxBodyBytes} bytes; send it in parts");
            if (left.Length > options.MaxRecordBytes)
                throw new UserErrorException(UserErrorKind.TooLarge, "record_too_large", $"a record is larger than {options.MaxRecordBytes} bytes");
            body.AdvanceTo(rest, read.Buffer.End);
            if (read.IsCompleted) return true;
        }
    }

    static SequencePosition Lines(ReadOnlySequence<byte> buffer, bool isLast, Action<ReadOnlySequence<byte>> sink)
    {
        var reader = new SequenceReader<byte>(buffer);
        while (reader.TryReadTo(out ReadOnlySequence<byte> line, (byte)'\n')) sink(Trim(line));
        if (!isLast || reader.End) return reader.Position;
        sink(Trim(reader.UnreadSequence));
        return buffer.End;
    }

    static ReadOnlySequence<byte> Trim(ReadOnlySequence<byte> line)
    {
        while (line.Length > 0 && line.FirstSpan[0] is (byte)' ' or (byte)'\t' or (byte)'\r') line = line.Slice(1);
        return line;
    }

    SequencePosition Values(ReadOnlySequence<byte> buffer, bool isLast, Action<ReadOnlySequence<byte>> sink)
    {
        var json = new Utf8JsonReader(buffer, isLast, _state);
        var rest = buffer.Start;
        try
        {
            while (json.Read())
            {
                if (json.TokenType is JsonTokenType.StartArray && json.CurrentDepth == 0 || json.TokenType is JsonTokenType.EndArray)
                {
                    (_state, rest) = (json.CurrentState, json.Position);
                    continue;
                }

                var start = json.TokenStartIndex;
                // An object that has not arrived whole is read again from its start when there is more.
                if (!json.TrySkip()) break;
                sink(buffer.Slice(start, json.BytesConsumed - start));
                (_state, rest) = (json.CurrentState, json.Position);
            }
        }
        catch (JsonException bad)
        {
            throw new UserErrorException(UserErrorKind.Invalid, "invalid_json",
                $"the body is not valid JSON near byte {_consumed + json.BytesConsumed}: {bad.Message.Split(". ", 2)[0]}");
        }

        return rest;
    }
}
