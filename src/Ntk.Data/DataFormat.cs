namespace Ntk.Data;

/// <summary>The file formats that are read.</summary>
public enum DataFormat
{
    /// <summary>One NumPy array.</summary>
    Npy,

    /// <summary>An archive of NumPy arrays.</summary>
    Npz,

    /// <summary>One array in the format of MNIST.</summary>
    Idx,

    /// <summary>Numbers as text.</summary>
    Csv,

    /// <summary>Binary CIFAR-10.</summary>
    Cifar10,

    /// <summary>Binary CIFAR-100.</summary>
    Cifar100,
}
