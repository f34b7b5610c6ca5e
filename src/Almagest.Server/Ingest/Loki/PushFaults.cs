using System.Globalization;
using System.Text;

namespace Almagest.Server.Ingest.Loki;

/// <summary>Why parts of a request were refused: equal messages are counted, as Loki's answer shows them.</summary>
sealed class PushFaults
{
    // A request of old lines has a message for each second of theirs; more than this many nobody reads, and their memory is the server's.
    const int MaxMessages = 100;

    readonly Dictionary<string, int> _messages = [];
    int _unnamed;

    /// <summary>Whether there are any.</summary>
    internal bool Any => _messages.Count > 0;

    /// <summary>Notes one.</summary>
    internal void Add(string message)
    {
        if (_messages.TryGetValue(message, out var count) || _messages.Count < MaxMessages)
            _messages[message] = count + 1;
        else
            _unnamed++;
    }

    /// <summary>All of them in one line.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var (message, count) in _messages)
        {
            text.Append(text.Length > 0 ? "; " : "");
            if (_messages.Count > 1 || count > 1)
                text.Append(CultureInfo.InvariantCulture, $"{count} errors like: ");
            text.Append(message);
        }

        return _unnamed == 0 ? text.ToString() : text.Append(CultureInfo.InvariantCulture, $"; {_unnamed} further errors").ToString();
    }
}
