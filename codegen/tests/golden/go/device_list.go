//@ sdk-go/gpu/generated.go
// DeviceList lists the devices, `host:0` first.
//
// Errors:
//   - implied: [distos.ErrForkedChild], [distos.ErrInvalidArgument], [distos.ErrInvalidHandle], [distos.ErrWrongType], [distos.ErrUnimplemented], [distos.ErrBufferTooSmall]
func DeviceList(system *distos.System) ([]DeviceSummary, error) {
	devicesBorder, failed := abi.List(func(places []abi.GpuDeviceSummary) (uint64, abi.Failure) {
		for i := range places {
			places[i].Size = abi.SizeOfGpuDeviceSummary
		}
		return abi.CallGpuDeviceList(system.Raw(), places)
	})
	runtime.KeepAlive(system)
	if failed != 0 {
		return nil, failure.Error(failed)
	}
	devices := make([]DeviceSummary, len(devicesBorder))
	for i := range devicesBorder {
		devices[i].raise(&devicesBorder[i])
	}
	return devices, nil
}

//@ sdk-go/gpu/generated.go
// DeviceSummary: one entry of `device_list`.
type DeviceSummary struct {
	// What `device_open` takes.
	Index uint32
	// Identity across restarts and renumbering.
	UUID distos.UUID
	// Whether the host plays the device.
	Emulated bool
}

func (value *DeviceSummary) raise(border *abi.GpuDeviceSummary) {
	value.Index = border.Index
	value.UUID = distos.UUID(border.UUID)
	value.Emulated = border.Emulated != 0
}

//@ sdk-go/internal/abi/generated.go
// CallGpuDeviceList is distos_gpu_device_list.
func CallGpuDeviceList(system uint64, devices []GpuDeviceSummary) (devicesCount uint64, failed Failure) {
	result := C.distos_go_gpu_device_list(C.uint64_t(system), (*C.distos_gpu_device_summary_t)(unsafe.Pointer(unsafe.SliceData(devices))), C.uint64_t(len(devices)))
	return uint64(result.devices_count), Failure(result.failure)
}
