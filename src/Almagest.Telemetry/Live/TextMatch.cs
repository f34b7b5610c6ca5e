using System.Text;
using Almagest.ClickHouse.Formats;

namespace Almagest.Telemetry.Live;

/// <summary>Whether rows of a column hold a text; null is held by all. Neighbours are mostly equal, so a row costs one comparison of numbers.</summary>
ref struct TextMatch(LowCardinalityColumn column, string? text)
{
    readonly ReadOnlySpan<int> _indices = column.Indices;
    readonly byte[]? _wanted = text is null ? null : Encoding.UTF8.GetBytes(text);
    int _known = -1;
    bool _matches = text is null;

    internal bool this[int row]
    {
        get
        {
            if (_wanted is not null && _indices[row] != _known)
            {
                _known = _indices[row];
                _matches = column.Text(_known).SequenceEqual(_wanted);
            }

            return _matches;
        }
    }
}
