namespace Almagest.Scenarios.Engine;

/// <summary>How a client leaves.</summary>
enum Ending
{
    /// <summary>It has nothing more to say and reads the answer to its end.</summary>
    Finish,

    /// <summary>It closes without reading.</summary>
    Close,

    /// <summary>It resets the connection.</summary>
    Reset,
}
