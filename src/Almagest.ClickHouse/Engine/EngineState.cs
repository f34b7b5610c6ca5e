namespace Almagest.ClickHouse.Engine;

/// <summary>Where the embedded engine is in its life.</summary>
public enum EngineState
{
    /// <summary>Not started yet, or stopped.</summary>
    Stopped,

    /// <summary>The first start is under way.</summary>
    Starting,

    /// <summary>It answers queries.</summary>
    Ready,

    /// <summary>It ended unasked; a new one is being started.</summary>
    Restarting,

    /// <summary>It ended too often in a row; nothing happens until the program is started anew.</summary>
    GaveUp,

    /// <summary>It was asked to stop and has not ended yet.</summary>
    Stopping,
}
