namespace Almagest.ClickHouse.Engine;

/// <summary>Reads from the engine's log why it did not start: it reports errors nowhere else.</summary>
static class EngineFailures
{
    public static EngineStartException Explain(EngineFolder folder, EngineLog log, string what, Exception? cause = null)
    {
        var tail = log.Tail();
        if (tail.Contains("Cannot lock file", StringComparison.Ordinal))
            return FolderLock.InUse(folder, cause);
        if (tail.Contains("Listen [", StringComparison.Ordinal) && tail.Contains("NETWORK_ERROR", StringComparison.Ordinal))
            return new(EngineStartFailure.PortUnusable, $"the engine cannot listen on 127.0.0.1: check that the loopback interface is up; its log ends with:\n{tail}", cause);
        if (tail.Contains("No space left on device", StringComparison.Ordinal))
            return new(EngineStartFailure.FolderUnusable, $"the disk of \"{folder.Root}\" is full: make room and start again", cause);
        return new(EngineStartFailure.Ended, $"the engine on \"{folder.Root}\" {what}; its log ends with:\n{tail}", cause);
    }
}
