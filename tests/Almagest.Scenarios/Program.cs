using Almagest.Scenarios.Engine;

// What the scenarios need a process of its own for, because it is to be killed or might die.
return args switch
{
    ["supervise", var folder] => await SupervisingProcess.RunAsync(folder),
    ["fault", var folder] => FaultingProcess.Run(folder),
    _ => 2,
};
