export { Cart } from './cart.ts';
export { Customer, NotEnoughCreditError } from './customer.ts';
export { Director } from './director.ts';
export { Distributor } from './distributor.ts';
export { Film, type FilmFacts, type Rating, ratings } from './film.ts';
export { RuleError } from './rule-error.ts';
export { NotYourSeatError, Seat, SeatTakenError } from './seat.ts';
export { Show } from './show.ts';
export { Ticket } from './ticket.ts';
