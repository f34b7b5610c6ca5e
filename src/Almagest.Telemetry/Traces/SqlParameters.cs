using System.Globalization;
using Almagest.ClickHouse.Http;

namespace Almagest.Telemetry.Traces;

/// <summary>Collects values beside the text of a condition: they reach the server as parameters.</summary>
sealed class SqlParameters
{
    readonly List<object> _values = [];

    /// <summary>A text's place in the statement.</summary>
    internal string Text(string value)
    {
        var index = _values.IndexOf(value);
        if (index < 0)
        {
            index = _values.Count;
            _values.Add(value);
        }

        return $"{{v{index.ToString(CultureInfo.InvariantCulture)}:String}}";
    }

    /// <summary>A number's place in the statement.</summary>
    internal string Number(double value)
    {
        _values.Add(value);
        return $"{{v{(_values.Count - 1).ToString(CultureInfo.InvariantCulture)}:Float64}}";
    }

    /// <summary>The statement with all values.</summary>
    internal Statement AddTo(Statement statement)
    {
        for (var i = 0; i < _values.Count; i++)
        {
            var name = $"v{i.ToString(CultureInfo.InvariantCulture)}";
            statement = _values[i] is double number ? statement.With(name, number) : statement.With(name, (string)_values[i]);
        }

        return statement;
    }
}
