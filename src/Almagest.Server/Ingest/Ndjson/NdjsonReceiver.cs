using System.Text;
using System.Text.Json;
using Almagest.Model;
using Almagest.Server.Ingest.Logs;
using Almagest.Server.Ingest.Logs.Documents;

namespace Almagest.Server.Ingest.Ndjson;

/// <summary>Stores log records sent as JSON objects.</summary>
sealed class NdjsonReceiver(LogIntake intake)
{
    const int MaxErrors = 100;

    static readonly byte[] Source = "ndjson"u8.ToArray();

    /// <summary>Largest request, compressed or not.</summary>
    internal int MaxRequestBytes => intake.MaxRequestBytes;

    /// <summary>Stores the good records of a request.</summary>
    /// <exception cref="UserErrorException">The body as a whole cannot be used.</exception>
    /// <exception cref="Telemetry.Writing.WriteRejectedException">Try again later; nothing of it is kept.</exception>
    internal async Task<NdjsonResponse> ReceiveAsync(ReadOnlyMemory<byte> body, TenantId tenant, string service, CancellationToken ct)
    {
        var batch = intake.Begin(tenant, Source);
        var errors = new List<NdjsonError>();
        try
        {
            var document = new LogDocument(intake.Options) { TakesLabels = true, DefaultService = Encoding.UTF8.GetBytes(service) };
            using var writer = new DocumentWriter(batch, intake.Streams, document);
            Append(body.Span, writer, errors);
        }
        catch
        {
            intake.Discard(batch);
            throw;
        }

        var answer = new NdjsonResponse(batch.Accepted, batch.Refused, errors);
        await intake.StoreAsync(batch, body.Span, ct);
        return answer;
    }

    static void Append(ReadOnlySpan<byte> body, DocumentWriter writer, List<NdjsonError> errors)
    {
        var start = body.TrimStart(" \t\r\n"u8);
        if (start.Length > 0 && start[0] == '[')
            AppendArray(body, writer, errors);
        else if (start.Length > 0 && IsOneObject(start))
            Note(writer.Append(start, []), 1, errors);
        else
            AppendLines(body, writer, errors);
    }

    // An object printed over several lines is one record; a line that is a whole object is the beginning of NDJSON.
    static bool IsOneObject(ReadOnlySpan<byte> body)
    {
        var line = body.IndexOf((byte)'\n');
        if (line < 0)
            return true;
        try
        {
            var reader = new Utf8JsonReader(body);
            reader.Read();
            reader.Skip();
            return reader.BytesConsumed > line;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    static void AppendLines(ReadOnlySpan<byte> body, DocumentWriter writer, List<NdjsonError> errors)
    {
        var number = 0;
        foreach (var range in body.Split((byte)'\n'))
        {
            number++;
            var line = body[range].Trim(" \t\r"u8);
            if (line.Length > 0)
                Note(writer.Append(line, []), number, errors);
        }
    }

    static void AppendArray(ReadOnlySpan<byte> body, DocumentWriter writer, List<NdjsonError> errors)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            reader.Read();
            for (var number = 1; reader.Read() && reader.TokenType != JsonTokenType.EndArray; number++)
            {
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                Note(writer.Append(body[start..(int)reader.BytesConsumed], []), number, errors);
            }
        }
        catch (JsonException error)
        {
            throw new UserErrorException(UserErrorKind.Invalid, "invalid_json", $"the body is not valid JSON: {error.Message}");
        }
    }

    static void Note(string? fault, int number, List<NdjsonError> errors)
    {
        if (fault is not null && errors.Count < MaxErrors)
            errors.Add(new NdjsonError(number, fault));
    }
}
