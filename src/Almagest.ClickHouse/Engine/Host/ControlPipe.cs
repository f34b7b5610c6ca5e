namespace Almagest.ClickHouse.Engine.Host;

/// <summary>The pipe the boot query reads from: while it is open the engine runs, closing it is the way to a clean end.</summary>
sealed class ControlPipe
{
    int _writeEnd;

    ControlPipe(int readEnd, int writeEnd)
    {
        Path = $"/dev/fd/{readEnd}";
        _writeEnd = writeEnd;
    }

    /// <summary>The reading end as the engine can open it.</summary>
    public string Path { get; }

    public static unsafe ControlPipe Open()
    {
        var ends = stackalloc int[2];
        Libc.Check(Libc.Pipe(ends, Libc.CloseOnExec), "pipe2");
        return new ControlPipe(ends[0], ends[1]);
    }

    public void Close()
    {
        var descriptor = Interlocked.Exchange(ref _writeEnd, -1);
        if (descriptor >= 0)
            _ = Libc.Close(descriptor);
    }
}
