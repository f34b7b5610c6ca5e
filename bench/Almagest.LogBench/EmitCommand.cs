using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Almagest.LogBench.Corpus;

namespace Almagest.LogBench;

/// <summary><c>emit</c>: the corpus as text on standard output, for <c>grep</c> and <c>zstd</c>.</summary>
static class EmitCommand
{
    static readonly Option<bool> Json = new("--json") { Description = "each line as the JSON document a log shipper would send: time, labels, text" };

    internal static Command Create()
    {
        var command = new Command("emit", "Writes the corpus to standard output.") { CorpusOptions.Lines, CorpusOptions.Seed, CorpusOptions.Hours, CorpusOptions.End, Json };
        command.SetAction(static arguments => Write(CorpusOptions.Blocks(arguments), arguments.GetValue(Json)));
        return command;
    }

    static void Write(CorpusBlocks blocks, bool json)
    {
        using var output = new BufferedStream(Console.OpenStandardOutput(), 1 << 20);
        using var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
        var (context, buffer) = (new LineContext(), new LineBuffer());
        for (var block = 0L; block < blocks.Count; block++)
            blocks.Write(block, context, buffer, (c, line) =>
            {
                if (json)
                    Document(writer, c, line);
                else
                    output.Write(line.Span);
                output.WriteByte((byte)'\n');
            });
    }

    static void Document(Utf8JsonWriter writer, LineContext context, LineBuffer line)
    {
        writer.WriteStartObject();
        writer.WriteString("@timestamp", $"{Encoding.UTF8.GetString(context.Iso)}.{(context.TimeNano % 1_000_000_000).ToString("D9", CultureInfo.InvariantCulture)}Z");
        writer.WriteString("app", context.Service.Utf8Name);
        writer.WriteString("cluster", "bench"u8);
        writer.WriteString("namespace", context.Service.Namespace);
        writer.WriteString("pod", string.Create(CultureInfo.InvariantCulture, $"{context.Service.Name}-{context.Pod}"));
        writer.WriteString("message", line.Span);
        writer.WriteEndObject();
        writer.Flush();
        writer.Reset();
    }
}
