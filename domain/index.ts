export { type AddShow, addShow, ShowExistsError } from './add-show.ts';
export { type Booking, type BookSeats, bookSeats } from './book-seats.ts';
export { type FilmRecord, readFilmRecords } from './film-record.ts';
export { type Import, importFilms } from './import-films.ts';
export { type LikeFilm, likeFilm, unlikeFilm } from './like-film.ts';
export { type MergeCustomers, mergeCustomers, SameCustomerError } from './merge-customers.ts';
export { type Move, type MoveSeats, moveSeats, UnequalSeatsError } from './move-seats.ts';
export {
  NoSuchCustomerError,
  NoSuchFilmError,
  NoSuchSeatError,
  NoSuchShowError,
  NoSuchTicketError,
  NotFoundError,
} from './not-found.ts';
export { type OpenCart, openCart } from './open-cart.ts';
export { type Repricing, type RepriceShow, repriceShow } from './reprice-show.ts';
export { type TransferTicket, transferTicket } from './transfer-ticket.ts';
