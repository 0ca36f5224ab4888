namespace Ntk.Cli;

/// <summary>What a study is asked for.</summary>
/// <param name="Data">The source.</param>
/// <param name="Networks">The networks; none for those of the study.</param>
/// <param name="Preparation">What is done to inputs first.</param>
/// <param name="TrainRows">Training rows, those held out for validation included; null for as many as the study takes.</param>
/// <param name="TestRows">Test rows; null for as many as the study takes.</param>
/// <param name="IsQuick">Whether a minute has to do.</param>
/// <param name="Store">A folder that keeps finished tiles of kernels, so that an ended study goes on; null for none.</param>
internal sealed record StudySettings(
    DataSettings Data, IReadOnlyList<NamedNetwork> Networks, Preparation Preparation, int? TrainRows, int? TestRows, bool IsQuick, string? Store)
{
    /// <summary>What the data are called.</summary>
    public string DataName => Path.GetFileNameWithoutExtension(Data.Source!);
}
