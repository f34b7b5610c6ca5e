using System.Globalization;
using System.Text;

namespace Almagest.LogBench.Corpus;

/// <summary>A kind of line: fixed text with variables, as in <c>Failed password for &lt;name&gt; from &lt;ip&gt; port &lt;n:65000&gt;</c>.</summary>
sealed class LineTemplate
{
    readonly List<Action<LineContext, LineBuffer>> _parts = [];

    internal LineTemplate(string text)
    {
        var at = 0;
        while (at < text.Length)
        {
            var open = text.IndexOf('<', at);
            if (open < 0)
                open = text.Length;
            if (open > at)
            {
                var fixedText = Encoding.UTF8.GetBytes(text[at..open]);
                _parts.Add((_, buffer) => buffer.Write(fixedText));
            }

            if (open == text.Length)
                break;
            var close = text.IndexOf('>', open);
            var (name, range) = text[(open + 1)..close].Split(':') is [var n, var r] ? (n, int.Parse(r, CultureInfo.InvariantCulture)) : (text[(open + 1)..close], 0);
            _parts.Add(Variables.Of(name, range));
            at = close + 1;
        }
    }

    // Hot path: per line.
    internal void Write(LineContext context, LineBuffer into)
    {
        foreach (var part in _parts)
            part(context, into);
    }
}
