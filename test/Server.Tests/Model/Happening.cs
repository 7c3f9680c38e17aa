namespace Flamenco.Server.Tests.Model;

/// <summary>What may go wrong or interfere. Each seed leaves out some of these, so that rare orders are reached.</summary>
internal enum Happening
{
    MessageLost = 0,
    MessageDoubled = 1,
    ProcessCrashes = 2,
    ActivationForgets = 3,
    StoreFails = 4,
    WorkerRestarts = 5,
    WorkerGivesUp = 6,
    WorkerFailsTasks = 7,
    WorkerDeclaredLost = 8,
    Cancel = 9,
    Pause = 10,
    Resume = 11,
    RequeueAll = 12,
    RequeueUnfinished = 13,
    RequeueFailed = 14,
    Delete = 15,
    CancelTask = 16,
    RequeueTask = 17,
}
