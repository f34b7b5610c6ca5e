using System.Text;

namespace Almagest.Server.Ingest.Files;

/// <summary>Cuts the content of a file into records: lines, or several lines that belong together.</summary>
sealed class RecordCutter(FilePipeline pipeline)
{
    /// <summary>Takes the next record off the content; false when its end has not come yet.</summary>
    /// <param name="content">What is left of the content.</param>
    /// <param name="ended">Whether nothing more will come, or long enough nothing came: then what is there is a record.</param>
    /// <param name="record">The record without its last line feed.</param>
    internal bool TryNext(ref ReadOnlySpan<byte> content, bool ended, out string record)
    {
        var text = new StringBuilder();
        var rest = content;
        var (lines, isPart) = (0, false);
        while (TryLine(rest, ended, out var bytes, out var next))
        {
            var line = Encoding.UTF8.GetString(bytes);
            if (lines > 0 && !isPart && Begins(line, lines))
                return Take(text, ref content, content.Length - rest.Length, out record);
            text.Append(lines > 0 && !isPart ? "\n" : "").Append(lines > 0 ? Content(line) : line);
            lines += isPart ? 0 : 1;
            isPart = pipeline.IsCri && IsPart(line);
            rest = next;
            if (pipeline.FirstLine is null && !isPart)
                return Take(text, ref content, content.Length - rest.Length, out record);
        }

        if (lines > 0 && ended)
            return Take(text, ref content, content.Length - rest.Length, out record);
        record = "";
        return false;
    }

    bool Begins(string line, int lines) => pipeline.FirstLine is null || lines >= pipeline.MaxLines || pipeline.FirstLine.IsMatch(Content(line));

    static bool Take(StringBuilder text, ref ReadOnlySpan<byte> content, int bytes, out string record)
    {
        record = text.ToString();
        content = content[bytes..];
        return true;
    }

    static bool TryLine(ReadOnlySpan<byte> content, bool ended, out ReadOnlySpan<byte> line, out ReadOnlySpan<byte> next)
    {
        var end = content.IndexOf((byte)'\n');
        line = default;
        next = default;
        if (end < 0 && (!ended || content.IsEmpty))
            return false;
        line = (end < 0 ? content : content[..end]).TrimEnd((byte)'\r');
        next = end < 0 ? default : content[(end + 1)..];
        return true;
    }

    /// <summary>What follows time, stream and tag in a line of a Kubernetes runtime.</summary>
    string Content(string line)
    {
        if (!pipeline.IsCri)
            return line;
        var at = 0;
        for (var words = 0; words < 3 && at >= 0; words++)
            at = line.IndexOf(' ', at) is >= 0 and var space ? space + 1 : -1;
        return at < 0 ? line : line[at..];
    }

    static bool IsPart(string line) => line.Split(' ', 4) is [_, "stdout" or "stderr", "P", ..];
}
