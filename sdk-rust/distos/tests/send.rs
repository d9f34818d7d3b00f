//! What crosses threads: every future is `Send`, shared handles are `Sync`, buffers are not.

use distos::gpu::{Buffer, Device, Event, Module, Stream};
use distos::ring::Ring;
use distos::{Error, Op, Settle, System};

fn is_send<T: Send>() {}
fn is_shared<T: Clone + Send + Sync>() {}
fn is_static<T: 'static>() {}

#[test]
fn futures_are_send_and_own_what_they_use() {
    is_send::<Op<Vec<f32>>>();
    is_send::<Op<()>>();
    is_send::<Settle<Box<[u64]>>>();
    is_static::<Op<Vec<u8>>>();
    is_send::<Error>();
    is_shared::<Error>();
}

#[test]
fn futures_of_calls_are_send() {
    fn future_is_send(_: &(impl Future + Send + 'static)) {}
    let check = |buffer: &Buffer, stream: &Stream, event: &Event| {
        future_is_send(&buffer.write(stream, 0, vec![0u8; 1]));
        future_is_send(&buffer.read(stream, 0, vec![0u8; 1]));
        future_is_send(&event.wait());
        future_is_send(&event.wait().cancel());
    };
    // The types are what is tested; nothing needs to run.
    let _ = check;
}

#[test]
fn a_task_that_owns_its_buffer_moves_between_threads() {
    async fn task(buffer: Buffer, stream: Stream) -> distos::Result<Vec<u8>> {
        let write = buffer.write(&stream, 0, vec![1u8; 4]);
        let written = write.await?;
        let read = buffer.read(&stream, 0, written);
        read.await
    }
    fn future_is_send<F: Future + Send>(_: impl Fn(Buffer, Stream) -> F) {}
    future_is_send(task);
}

#[test]
fn handles_without_contents_are_shared() {
    is_shared::<System>();
    is_shared::<Device>();
    is_shared::<Stream>();
    is_shared::<Module>();
    is_shared::<Event>();
    is_shared::<Ring>();
}

#[test]
fn a_buffer_moves_between_threads_but_is_not_shared() {
    is_send::<Buffer>();

    // Ambiguous, and so refused by the compiler, if `Buffer` were `Sync`.
    trait IfNotSync<Marker> {
        fn confirm() {}
    }
    struct Sharable;
    impl<T: ?Sized> IfNotSync<()> for T {}
    impl<T: ?Sized + Sync> IfNotSync<Sharable> for T {}
    <Buffer as IfNotSync<_>>::confirm();
}
